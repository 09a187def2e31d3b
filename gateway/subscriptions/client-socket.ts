import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { type CloseReason, closeCodes, reasonText } from './close-codes.ts'
import { drained } from './drained.ts'
import { Progress } from './progress.ts'
import { textFrame } from './text-frame.ts'

const TERMINATE_AFTER_MS = 2_000
const PING_TICKS = 12

/**
 * A WebSocket whose messages go out as frames that are made once for many clients, and that notices when its client no
 * longer reads, or is no longer there. `ws` reads, pings and closes; it has no extension that would change a frame.
 */
export class ClientSocket {
  readonly #socket: WebSocket
  readonly #wire: Socket
  readonly #progress: Progress
  /** Told when it is asked to go: from then on it gets nothing, and need not be gone yet. */
  onClosing: () => void = () => {}
  #isAlive = true
  // So that not all sockets are pinged in the same second.
  #ticks = Math.floor(Math.random() * PING_TICKS)
  #drained: Promise<void> | undefined

  constructor(socket: WebSocket, wire: Socket) {
    this.#socket = socket
    this.#wire = wire
    this.#progress = new Progress(wire)
    socket.on('pong', () => {
      this.#isAlive = true
    })
  }

  get protocol(): string {
    return this.#socket.protocol
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN
  }

  /** Whether bytes that were given to `write` are still read from. */
  get holdsBytes(): boolean {
    return this.#wire.writableLength > 0
  }

  /**
   * Sends a frame, or the two parts of one. False when the client should get no more before it has drained. Once it is
   * closing nothing happens any more.
   */
  write(frame: Buffer, rest?: Buffer): boolean {
    if (!this.isOpen) return true
    if (!rest) return this.#wire.write(frame)
    this.#wire.cork()
    this.#wire.write(frame)
    const hasRoom = this.#wire.write(rest)
    this.#wire.uncork()
    return hasRoom
  }

  /** What is written meanwhile leaves together. */
  together(write: () => void): void {
    this.#wire.cork()
    write()
    this.#wire.uncork()
  }

  /** Resolves when the client has taken enough to be given more, or is gone. */
  drained(): Promise<void> {
    if (!this.#wire.writableNeedDrain) return drained(this.#wire)
    this.#drained ??= drained(this.#wire).finally(() => {
      this.#drained = undefined
    })
    return this.#drained
  }

  /** Sends a message that is for this client alone. */
  say(message: string): void {
    this.write(textFrame(message))
  }

  close(reason: CloseReason): void {
    if (!this.isOpen) return
    this.onClosing()
    this.#socket.close(closeCodes[reason][0], reasonText(reason))
    // The close frame waits behind what the client does not take.
    setTimeout(() => this.#socket.terminate(), TERMINATE_AFTER_MS).unref()
  }

  /** To be called every second: sends a client away that takes nothing, and ends one that does not answer pings. */
  tick(): void {
    if (this.#progress.isStuck()) return this.close('tooSlow')
    if (++this.#ticks % PING_TICKS !== 0) return
    if (!this.#isAlive) return this.#socket.terminate()
    this.#isAlive = false
    if (this.isOpen) this.#socket.ping()
  }
}
