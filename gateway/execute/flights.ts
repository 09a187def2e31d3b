/** Work that several wait for and that is done once. */
export interface Flights<Outcome> {
  /** What comes of the flight of this kind and key that is under way, or else of the one that `start` begins. */
  join(kind: object, key: string, start: () => Promise<Outcome>): Promise<Outcome>
}

/** A flight is shared only while it is under way: nothing is remembered. */
export function sharedFlights<Outcome>(): Flights<Outcome> {
  const underWay = new WeakMap<object, Map<string, Promise<Outcome>>>()
  return {
    join(kind, key, start) {
      let ofKind = underWay.get(kind)
      if (!ofKind) {
        ofKind = new Map()
        underWay.set(kind, ofKind)
      }
      const joined = ofKind.get(key)
      if (joined) return joined
      const flights = ofKind
      const flight = start().finally(() => flights.delete(key))
      flights.set(key, flight)
      return flight
    },
  }
}
