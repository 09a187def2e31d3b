import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'

/** A client that takes nothing for this long is sent away. */
const STUCK_MS = 5_000

/** Whether the other end of a socket takes what is written to it. */
export class Progress {
  readonly #socket: Socket
  #takenBytes = -1
  #changedMs = 0

  constructor(socket: Socket) {
    this.#socket = socket
  }

  /** To be asked about every second. */
  isStuck(): boolean {
    const waitingBytes = this.#socket.writableLength
    const takenBytes = waitingBytes === 0 ? -1 : this.#socket.bytesWritten - waitingBytes
    const nowMs = performance.now()
    if (waitingBytes > 0 && takenBytes === this.#takenBytes) return nowMs - this.#changedMs > STUCK_MS
    this.#takenBytes = takenBytes
    this.#changedMs = nowMs
    return false
  }
}
