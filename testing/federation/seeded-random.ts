/** Draws that come again with the same seed. */
export interface Random {
  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean
  /** A whole number from 0, less than `count`. */
  below(count: number): number
  /** @throws RangeError when there is nothing to pick */
  pick<Item>(items: readonly Item[]): Item
}

/** Mulberry32: 32 bits of state are enough for what is drawn here, a few thousand numbers per operation. */
export function seededRandom(seed: string): Random {
  let state = hashOf(seed)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (count: number) => Math.floor(next() * count)
  return {
    chance: (probability) => next() < probability,
    below,
    pick(items) {
      if (items.length === 0) throw new RangeError('There is nothing to pick from')
      return items[below(items.length)]!
    },
  }
}

/** A number of 32 bits without a sign: FNV-1a, then mixed, so that texts that differ in their last letter are far apart. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
