import { randomNumbers } from '../random-numbers.ts'

/** Draws that come again with the same seed. */
export interface Random {
  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean
  /** A whole number from 0, less than `count`. */
  below(count: number): number
  /** @throws RangeError when there is nothing to pick */
  pick<Item>(items: readonly Item[]): Item
}

/** A few thousand numbers are drawn for an operation. */
export function seededRandom(seed: string): Random {
  const next = randomNumbers(seed)
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
