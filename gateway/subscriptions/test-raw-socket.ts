import { vi } from 'vitest'
import { WebSocket } from 'ws'

/** A socket without a library: what it gets, and with which code it ends. */
export interface RawSocket extends Disposable {
  readonly socket: WebSocket
  readonly messages: any[]
  /** Resolves when it is closed, or refused: then the code is 0. */
  readonly ended: Promise<{ code: number; reason: string }>
  readonly opened: Promise<unknown>
  say(message: unknown): void
  /** Connects, and says who it is. */
  greet(payload?: object): Promise<void>
  subscribe(id: string, query: string, variables?: object): void
  /** What `next` brought for an operation so far. */
  results(id: string): any[]
  /** Waits until an operation has so many results. */
  until(id: string, count: number, timeout?: number): Promise<any[]>
}

export function rawSocket(
  url: string,
  { headers = {}, protocol = 'graphql-transport-ws' }: { headers?: Record<string, string>; protocol?: string } = {},
): RawSocket {
  const socket = new WebSocket(url, protocol, { headers })
  const messages: any[] = []
  const ended = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }))
    socket.on('error', (error) => resolve({ code: 0, reason: error.message }))
  })
  socket.on('message', (message) => messages.push(JSON.parse(String(message))))
  const opened = new Promise((resolve) => socket.on('open', resolve))
  const say = (message: unknown) => socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  const results = (id: string) =>
    messages.filter((message) => message.type === 'next' && message.id === id).map(({ payload }) => payload)
  return {
    ...{ socket, messages, ended, opened, say, results },
    async greet(payload) {
      await opened
      say({ type: 'connection_init', payload })
      await vi.waitUntil(() => messages.some(({ type }) => type === 'connection_ack'), { timeout: 5_000 })
    },
    subscribe: (id, query, variables = {}) => say({ type: 'subscribe', id, payload: { query, variables } }),
    async until(id, count, timeout = 10_000) {
      await vi.waitUntil(() => results(id).length >= count, { timeout, interval: 10 })
      return results(id)
    },
    [Symbol.dispose]: () => socket.terminate(),
  }
}
