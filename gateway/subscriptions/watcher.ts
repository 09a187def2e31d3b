import type { Outlet, Watch } from './outlet.ts'
import type { SharedStream } from './shared-stream.ts'

/** One client of a shared stream: where it is in the log, and where its results leave. */
export class Watcher implements Watch {
  readonly ended: Promise<void>
  readonly #stream: SharedStream
  readonly #outlet: Outlet
  #position: number
  #needsCheckpoint: boolean
  #isWaiting = false
  #hasLeft = false
  #end: () => void

  constructor(stream: SharedStream, outlet: Outlet, position: number, needsCheckpoint: boolean) {
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

  #send(result: Parameters<Outlet['next']>[0]): void {
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
