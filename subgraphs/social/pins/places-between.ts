/**
 * `count` places between two others, from the highest to the lowest, evenly spread and no longer than that takes. A place is
 * a fraction between 0 and 1 in hexadecimal digits, without the leading "0." and without zeros at its end: so they order as
 * texts do, byte by byte, and between any two there is another. Method: fractional indexing, as David Greenspan describes
 * it (https://observablehq.com/@dgreensp/implementing-fractional-indexing), with the interval cut into equal parts.
 * @param below a place, or '' for 0
 * @param above a higher place, or null for 1
 */
export function placesBetween(below: string, above: string | null, count: number): string[] {
  if (above !== null && above <= below) throw new Error(`No place is between ${below} and ${above}`)
  for (let digits = 1; ; digits++) {
    // Of the whole numbers with so many digits, those above the one bound and below the other.
    const from = wholeOf(below, digits)
    const to = above === null ? 16n ** BigInt(digits) : wholeOf(above, digits) + (above.length > digits ? 1n : 0n)
    const width = to - from
    if (width <= BigInt(count)) continue
    return Array.from({ length: count }, (_none, index) => {
      const step = (width * BigInt(count - index)) / BigInt(count + 1)
      return (from + step).toString(16).padStart(digits, '0').replace(/0+$/, '')
    })
  }
}

/** What the first digits of a place say. */
const wholeOf = (place: string, digits: number) => BigInt(`0x${place.slice(0, digits).padEnd(digits, '0')}`)
