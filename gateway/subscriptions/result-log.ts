import type { StreamResult } from './stream-result.ts'

/** Results that are kept, for clients that are behind: who is further behind is too slow. */
export const RESULTS_MAX = 256
/** Characters of all that are kept. */
const CHARACTERS_MAX = 1_000_000

/** The last results of a stream, each at a position. Positions only grow, without gaps; the first may be below zero. */
export class ResultLog {
  readonly #results: StreamResult[] = []
  /** For each cursor that is known, the position behind it. */
  readonly #behind = new Map<string, number>()
  /** The cursor of what came before the first. */
  #base: string | null = null
  #first = 0
  #characters = 0

  get first(): number {
    return this.#first
  }

  /** The position of the next result. */
  get end(): number {
    return this.#first + this.#results.length
  }

  get last(): StreamResult | undefined {
    return this.#results.at(-1)
  }

  /** @param position from `first`, below `end` */
  at(position: number): StreamResult {
    return this.#results[position - this.#first] as StreamResult
  }

  /** Where to go on after a cursor. Null if it is not known here: it is older, of the future, or none. */
  behind(cursor: string): number | null {
    const position = this.#behind.get(cursor)
    return position !== undefined && position >= this.#first ? position : null
  }

  append(result: StreamResult): void {
    this.#results.push(result)
    this.#characters += result.text.length
    const { cursor } = result.item
    if (cursor !== null) this.#behind.set(cursor, this.end)
    while (this.#results.length > RESULTS_MAX || (this.#characters > CHARACTERS_MAX && this.#results.length > 1))
      this.#trim()
  }

  /**
   * Adds what came before the first. @param base the cursor after which the results begin
   * @returns false if there is no room
   */
  prepend(base: string, results: readonly StreamResult[]): boolean {
    const characters = results.reduce((sum, { text }) => sum + text.length, this.#characters)
    if (this.#results.length + results.length > RESULTS_MAX || characters > CHARACTERS_MAX) return false
    this.#characters = characters
    this.#results.unshift(...results)
    this.#first -= results.length
    this.#rebase(base)
    results.forEach(({ item: { cursor } }, index) => {
      // A checkpoint has the cursor of the item before it, and may be known from later on.
      if (cursor !== null && !this.#behind.has(cursor)) this.#behind.set(cursor, this.#first + index + 1)
    })
    return true
  }

  #trim(): void {
    const result = this.#results.shift() as StreamResult
    this.#first++
    this.#characters -= result.text.length
    const { cursor } = result.item
    if (cursor !== null) this.#rebase(cursor)
  }

  /** Of the cursors before the first result, one is still good: the last. */
  #rebase(cursor: string): void {
    if (this.#base !== null && this.#base !== cursor && (this.#behind.get(this.#base) ?? this.#first) <= this.#first)
      this.#behind.delete(this.#base)
    this.#base = cursor
    this.#behind.set(cursor, Math.max(this.#first, this.#behind.get(cursor) ?? this.#first))
  }
}
