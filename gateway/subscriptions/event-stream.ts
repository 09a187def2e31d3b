import type { ServerResponse } from 'node:http'
import { comeBackInMs } from './close-codes.ts'
import { drained } from './drained.ts'
import type { Outlet } from './outlet.ts'
import { Progress } from './progress.ts'
import type { StreamResult } from './stream-result.ts'

const heartbeat = Buffer.from(': alive\n\n')
const HEARTBEAT_TICKS = 12

/** A `text/event-stream` to one client, as the HTML standard defines it. Notices when its client no longer reads. */
export class EventStream {
  readonly #response: ServerResponse
  readonly #progress: Progress | undefined
  #ticks = Math.floor(Math.random() * HEARTBEAT_TICKS)

  /** @param headers what else the answer says */
  constructor(response: ServerResponse, headers: Readonly<Record<string, number | string | string[] | undefined>>) {
    this.#response = response
    this.#progress = response.socket ? new Progress(response.socket) : undefined
    if (response.destroyed) return
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    response.flushHeaders()
  }

  get isOpen(): boolean {
    return !this.#response.writableEnded && !this.#response.destroyed
  }

  /** Sends events. False when the client should get no more before it has drained. Once it has ended nothing happens. */
  write(events: Buffer | string): boolean {
    return !this.isOpen || this.#response.write(events)
  }

  /** What is written meanwhile leaves together. */
  together(write: () => void): void {
    this.#response.cork()
    write()
    this.#response.uncork()
  }

  /** Resolves when the client has taken enough to be given more, or is gone. */
  drained(): Promise<void> {
    return drained(this.#response)
  }

  end(): void {
    if (this.isOpen) this.#response.end()
  }

  /** Ends it, and asks the client to come back. */
  endToRestart(): void {
    this.write(`retry: ${comeBackInMs()}\n\n`)
    this.end()
  }

  /** Ends the connection at once: the client does not take an end either. */
  cut(): void {
    this.#response.destroy()
  }

  /** To be called every second: says now and then that it is alive, so that nobody on the way closes it. */
  tick(): void {
    if (this.#progress?.isStuck()) return this.cut()
    if (++this.#ticks % HEARTBEAT_TICKS === 0 && !this.#response.writableNeedDrain) this.write(heartbeat)
  }
}

/** Sends the results of one operation as events. */
export class EventOutlet implements Outlet {
  readonly #stream: () => EventStream
  readonly #bytesOf: (result: StreamResult) => Buffer

  /** @param stream called for each result: the first may open it */
  constructor(stream: () => EventStream, bytesOf: (result: StreamResult) => Buffer) {
    this.#stream = stream
    this.#bytesOf = bytesOf
  }

  next(result: StreamResult): boolean {
    return this.#stream().write(this.#bytesOf(result))
  }

  drained(): Promise<void> {
    return this.#stream().drained()
  }

  together(send: () => void): void {
    this.#stream().together(send)
  }

  tooSlow(): void {
    this.#stream().cut()
  }
}
