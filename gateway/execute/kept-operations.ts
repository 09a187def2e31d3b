import type { Operation } from './operation.ts'

/** At least so many have room: a longer text is compiled each time. People do not write such texts. */
const PLACES = 15

/** Compiled operations, as long as there is room for them. The one that was added first makes room. */
export class KeptOperations {
  readonly #charactersMax: number
  readonly #operations = new Map<string, Operation>()
  #characters = 0

  /** @param charactersMax of their keys together. An operation takes some 100 bytes for each character. */
  constructor(charactersMax: number) {
    this.#charactersMax = charactersMax
  }

  get(key: string): Operation | undefined {
    return this.#operations.get(key)
  }

  add(key: string, operation: Operation): void {
    if (key.length > this.#charactersMax / PLACES || this.#operations.has(key)) return
    this.#operations.set(key, operation)
    this.#characters += key.length
    for (const oldest of this.#operations.keys()) {
      if (this.#characters <= this.#charactersMax) return
      this.#operations.delete(oldest)
      this.#characters -= oldest.length
    }
  }
}
