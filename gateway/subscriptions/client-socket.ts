import { performance } from 'node:perf_hooks'
import type { WebSocket } from 'ws'
import { type CloseReason, closeCodes } from './close-codes.ts'

/** A client that takes nothing for this long is sent away, and cut off if it does not go by itself. */
const STUCK_MS = 5_000
const TERMINATE_AFTER_MS = 2_000

/** A WebSocket that notices when its client no longer reads, or is no longer there. */
export class ClientSocket {
  readonly #socket: WebSocket
  readonly #closed: Promise<void>
  #pending = 0
  /** When the client last took a message, or was given the first that it has not taken. Of `performance.now()`. */
  #progressMs = 0
  #isAlive = true

  constructor(socket: WebSocket) {
    this.#socket = socket
    this.#closed = new Promise((resolve) => socket.once('close', () => resolve()))
    socket.on('pong', () => {
      this.#isAlive = true
    })
  }

  get protocol(): string {
    return this.#socket.protocol
  }

  /**
   * Resolves when the message is on its way, so that whoever awaits it sends no faster than the client reads. Once the
   * socket closes nothing is on its way any more: then it resolves when that is done, and nobody rushes on until then.
   */
  async send(message: string): Promise<void> {
    if (this.#socket.readyState !== this.#socket.OPEN) return this.#closed
    if (this.#pending++ === 0) this.#progressMs = performance.now()
    const failure = await new Promise((resolve) => this.#socket.send(message, resolve))
    this.#pending--
    this.#progressMs = performance.now()
    if (failure) await this.#closed
  }

  close(reason: CloseReason): void {
    const [code, text] = closeCodes[reason]
    this.closeWith(code, text)
  }

  closeWith(code: number, reason: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#socket.close(code, reason)
    // The close frame waits behind what the client does not take.
    setTimeout(() => this.#socket.terminate(), TERMINATE_AFTER_MS).unref()
  }

  terminate(): void {
    this.#socket.terminate()
  }

  /** To be called about every second: sends a client away that takes nothing. */
  checkProgress(): void {
    if (this.#pending > 0 && performance.now() - this.#progressMs > STUCK_MS) this.close('tooSlow')
  }

  /** To be called every few seconds: ends a client that has not answered since the last time. */
  ping(): void {
    if (!this.#isAlive) return this.#socket.terminate()
    this.#isAlive = false
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping()
  }
}
