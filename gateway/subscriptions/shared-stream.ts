import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Answer } from '../execute/answer.ts'
import { isAnswer, type StreamResults } from './open-results.ts'
import type { Outlet, Watch } from './outlet.ts'
import { reachBack } from './reach-back.ts'
import { RESULTS_MAX, ResultLog } from './result-log.ts'
import type { StreamResult } from './stream-result.ts'
import { type WatchedStream, Watcher } from './watcher.ts'

/** Clients that are served in one turn of the event loop, about 5 ms: then others get theirs. */
const IN_ONE_TURN = 512
/** The source waits when this much has not been offered to everybody. */
const AHEAD_MAX = RESULTS_MAX / 2

export interface SharedStreamOptions {
  /** Opens the stream as a stranger. */
  readonly open: (after: string | null) => Promise<StreamResults | Answer>
  readonly hasCheckpoints: boolean
  /** The last client has left, or the stream has ended. */
  readonly onEnd: () => void
  readonly onFault: (error: unknown) => void
}

/**
 * A stream that runs once for all who watch it. What it brings is kept in a bounded log; each client has a position in
 * it, and gets what follows as fast as it reads.
 */
export class SharedStream implements WatchedStream {
  readonly log = new ResultLog()
  readonly #options: SharedStreamOptions
  readonly #watchers = new Set<Watcher>()
  readonly #listeners = new Set<() => void>()
  readonly #begun = Promise.withResolvers<void>()
  readonly #opened: Promise<Answer | null>
  #results: StreamResults | undefined
  #checkpoint: StreamResult | undefined
  /** The last result that says where it is. */
  #lastPlace: StreamResult | undefined
  #reaching: Promise<void> | undefined
  #holds = 0
  #hasEnded = false
  #delivered = 0
  #delivering: Promise<void> | undefined
  #isDelivering = false

  constructor(options: SharedStreamOptions) {
    this.#options = options
    this.#opened = this.#open()
    this.#opened.catch(() => this.#end())
  }

  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /** Keeps the stream open until what is returned is called. */
  hold(): () => void {
    this.#holds++
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      this.#holds--
      this.#endIfAlone()
    }
  }

  /** Null once it is known where the stream is; or why strangers do not get it. */
  async begun(): Promise<Answer | null> {
    const refusal = await this.#opened
    if (refusal || !this.#options.hasCheckpoints) return refusal
    await this.#begun.promise
    return null
  }

  /** @param position in the log, where the client goes on @param needsCheckpoint when it has everything it is told so */
  join(outlet: Outlet, position: number, needsCheckpoint: boolean): Watch {
    const watcher = new Watcher(this, outlet, position, needsCheckpoint)
    this.#watchers.add(watcher)
    watcher.pump()
    return watcher
  }

  leave(watcher: Watcher): void {
    if (this.#watchers.delete(watcher)) this.#endIfAlone()
  }

  /** Tells of each result that has been added to the log. @returns ends it */
  onResult(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /**
   * Where to go on after a cursor; null if the log does not know it, and cannot be made to reach back so far. When many
   * clients come back to a stream that has just begun here, after a deployment, what they missed is run once.
   */
  async find(cursor: string): Promise<number | null> {
    if (this.log.behind(cursor) === null) await this.#reaching
    if (this.log.behind(cursor) === null && this.log.end > this.log.first && !this.#reaching) {
      this.#reaching = reachBack(this.log, cursor, () => this.#options.open(cursor))
        .catch(this.#options.onFault)
        .finally(() => {
          this.#reaching = undefined
        })
      await this.#reaching
    }
    return this.log.behind(cursor)
  }

  /** A checkpoint at the end of the log, made after the last that the stream itself brought. Null if it brought none. */
  checkpoint(): StreamResult | null {
    const [made, last] = [this.#checkpoint, this.#lastPlace]
    if (made && last && made.item.cursor !== last.item.cursor) this.#checkpoint = made.movedTo(last)
    return this.#checkpoint ?? null
  }

  async #open(): Promise<Answer | null> {
    const opened = await this.#options.open(null)
    if (isAnswer(opened)) {
      this.#end()
      return opened
    }
    this.#results = opened
    this.#run(opened).catch((error: unknown) => {
      this.#options.onFault(error)
      this.#end()
    })
    this.#endIfAlone()
    return null
  }

  async #run(results: StreamResults): Promise<void> {
    for await (const result of results) {
      this.log.append(result)
      if (result.item.type === 'StreamCheckpoint') this.#checkpoint = result
      if (result.item.cursor !== null) this.#lastPlace = result
      this.#begun.resolve()
      for (const listener of this.#listeners) listener()
      if (!this.#isDelivering) this.#delivering = this.#deliver()
      if (this.log.end - this.#delivered >= AHEAD_MAX) await this.#delivering
    }
    this.#end()
  }

  async #deliver(): Promise<void> {
    this.#isDelivering = true
    while (this.#delivered < this.log.end) {
      const { end } = this.log
      let served = 0
      for (const watcher of this.#watchers) {
        watcher.pump()
        if (++served % IN_ONE_TURN === 0) await nextTurn()
      }
      this.#delivered = end
    }
    this.#isDelivering = false
  }

  #endIfAlone(): void {
    if (this.#holds === 0 && this.#watchers.size === 0) this.#end()
  }

  #end(): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#results?.return?.().catch(() => {})
    this.#begun.resolve()
    this.#options.onEnd()
    // They take what is left, and end.
    for (const watcher of this.#watchers) watcher.pump()
  }
}
