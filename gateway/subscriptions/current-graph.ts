import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Executor } from '../execute/executor.ts'
import type { Operation } from '../execute/operation.ts'
import { type StreamTraits, streamTraits } from './stream-traits.ts'
import { type ViewerFields, viewerFields } from './viewer-fields.ts'

/** The graph that is served now. Another may take its place while streams are open. */
export class CurrentGraph {
  #executor: Executor
  #viewers: ViewerFields
  readonly #traits = new WeakMap<Operation, StreamTraits>()
  readonly #texts = new WeakMap<Operation, string>()
  readonly #listeners = new Set<() => void>()

  constructor(executor: Executor, supergraphSdl: string) {
    this.#executor = executor
    this.#viewers = viewerFields(supergraphSdl)
  }

  get executor(): Executor {
    return this.#executor
  }

  traitsOf(operation: Operation): StreamTraits {
    const known = this.#traits.get(operation)
    if (known) return known
    const traits = streamTraits(operation, this.#executor.schema, this.#viewers)
    this.#traits.set(operation, traits)
    return traits
  }

  /** The text of an operation, which is the same string for everybody who sends it. */
  textOf(operation: Operation, text: string): string {
    const known = this.#texts.get(operation)
    if (known === undefined) this.#texts.set(operation, text)
    return known ?? text
  }

  /**
   * Serves this graph from now on. Streams that are open go over to it, from their cursors; those whose operation it does
   * not know any more end with an error. Resolves when all streams know.
   */
  async swap(executor: Executor, supergraphSdl: string): Promise<void> {
    this.#viewers = viewerFields(supergraphSdl)
    this.#executor = executor
    for (const listener of [...this.#listeners]) {
      if (this.#listeners.has(listener)) listener()
      // Operations are planned anew: other requests get their turns between them.
      await nextTurn()
    }
  }

  /** @returns ends the listening */
  onSwap(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}
