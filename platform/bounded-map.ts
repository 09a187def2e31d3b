/** Remembers what `make` gave for a key. Holds `max` entries; the one that was added first makes room. */
export class BoundedMap<Key, Value> {
  readonly #entries = new Map<Key, Value>()
  readonly #max: number
  readonly #make: (key: Key) => Value

  constructor(max: number, make: (key: Key) => Value) {
    this.#max = max
    this.#make = make
  }

  get(key: Key): Value {
    const held = this.#entries.get(key)
    if (held !== undefined) return held
    const made = this.#make(key)
    if (this.#entries.size >= this.#max) this.#entries.delete(this.#entries.keys().next().value as Key)
    this.#entries.set(key, made)
    return made
  }
}
