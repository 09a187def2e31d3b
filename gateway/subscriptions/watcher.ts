import type { Outlet, Watch } from './outlet.ts'
import type { ResultLog } from './result-log.ts'
import type { StreamResult } from './stream-result.ts'

/** What a watcher needs of the stream that it watches. */
export interface WatchedStream {
  readonly log: ResultLog
  /** Nothing more will be added to the log. */
  readonly hasEnded: boolean
  checkpoint(): StreamResult | null
  leave(watcher: Watcher): void
}

/** One client of a shared stream: where it is in the log, and where its results leave. */
export class Watcher implements Watch {
  readonly ended: Promise<void>
  readonly #stream: WatchedStream
  readonly #outlet: Outlet
  #position: number
  #needsCheckpoint: boolean
  #isWaiting = false
  #hasLeft = false
  #end: () => void

  constructor(stream: WatchedStream, outlet: Outlet, position: number, needsCheckpoint: boolean) {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.ended = promise
    this.#end = resolve
    this.#stream = stream
    this.#outlet = outlet
    this.#position = position
    this.#needsCheckpoint = needsCheckpoint
  }

  /** Sends what the client has not got, as much as it takes; goes on by itself when it has taken that. */
  pump(): void {
    const { log } = this.#stream
    if (this.#hasLeft) return
    if (this.#position < log.first) {
      this.leave()
      return this.#outlet.tooSlow()
    }
    if (this.#isWaiting) return
    const missing = log.end - this.#position
    if (missing === 1) this.#sendAll()
    else if (missing > 1) this.#outlet.together(() => this.#sendAll())
    if (this.#isWaiting) return
    if (this.#needsCheckpoint) this.#tellThatThisIsAll()
    if (this.#stream.hasEnded) this.leave()
  }

  leave(): void {
    if (this.#hasLeft) return
    this.#hasLeft = true
    this.#stream.leave(this)
    this.#end()
  }

  #sendAll(): void {
    const { log } = this.#stream
    while (this.#position < log.end && !this.#isWaiting) this.#send(log.at(this.#position++))
  }

  #send(result: StreamResult): void {
    if (result.item.type === 'StreamCheckpoint') this.#needsCheckpoint = false
    if (this.#outlet.next(result)) return
    this.#isWaiting = true
    this.#outlet.drained().then(() => {
      this.#isWaiting = false
      this.pump()
    })
  }

  #tellThatThisIsAll(): void {
    const checkpoint = this.#stream.checkpoint()
    if (checkpoint) this.#send(checkpoint)
  }
}
