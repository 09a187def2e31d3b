import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { handleProtocols } from 'graphql-ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { callerOf, nobody } from '../auth/caller.ts'
import { type AllowedOrigins, isAllowedOrigin } from '../http/origins.ts'
import { measure } from '../metrics.ts'
import { ClientSession } from './client-session.ts'
import { ClientSocket } from './client-socket.ts'
import { credentialsIn, operationsOverSocket } from './operations-over-socket.ts'
import { Rate } from './stream-limits.ts'
import type { Streaming } from './streaming.ts'

const MESSAGE_BYTES_MAX = 65_536
const TICK_MS = 1_000

export interface WebSocketOptions {
  readonly server: Server
  readonly path: string
  readonly allowedOrigins: AllowedOrigins
  readonly streaming: Streaming
}

/** Closes all sockets, with a code that asks clients to come back. */
export type CloseSockets = () => Promise<void>

/** Serves the graphql-ws protocol to the clients that connect to `path`. */
export function serveWebSockets({ server, path, allowedOrigins, streaming }: WebSocketOptions): CloseSockets {
  const { connections, log } = streaming
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
    handleProtocols,
  })
  const protocol = operationsOverSocket(streaming)
  const clients = new Set<ClientSocket>()
  const ticking = setInterval(() => {
    for (const client of clients) client.tick()
  }, TICK_MS)

  function accept(socket: WebSocket, wire: Socket, request: IncomingMessage): void {
    const client = new ClientSocket(socket, wire)
    const session = new ClientSession(streaming, () => client.close('unauthenticated'))
    const rate = new Rate(connections.limits.messagesPerSecondAndSocket)
    clients.add(client)
    measure.socketOpened()
    // What is wrong with a frame, its size or its text, `ws` answers with the close code that the standard has for it.
    socket.on('error', () => {})
    const closed = protocol.opened(
      {
        protocol: client.protocol,
        send: (message) => client.send(message),
        close: (code = 1000, reason = '') => client.closeWith(code, reason),
        onMessage: (handle) =>
          socket.on('message', (message, isBinary) => {
            if (!client.isOpen) return
            if (isBinary) return client.close('notText')
            if (!rate.pass()) return client.close('tooManyMessages')
            handle(withText(String(message))).catch((err: unknown) => {
              log.error({ err }, 'a message over a socket failed')
              client.close('internal')
            })
          }),
        onPing: (payload) => answerPing(client, session, payload),
      },
      { client, session, caller: callerOf(request, nobody, '') },
    )
    socket.once('close', (code, reason) => {
      clients.delete(client)
      measure.socketClosed()
      session.leave()
      closed(code, String(reason)).catch((err: unknown) => log.error({ err }, 'a stream did not end'))
    })
  }

  server.on('upgrade', (request: IncomingMessage, wire: Duplex, head: Buffer) => {
    wire.on('error', () => {})
    const { origin, host } = request.headers
    if (request.url?.split('?', 1)[0] !== path) return refuseUpgrade(wire, '404 Not Found')
    if (!isAllowedOrigin(origin, host, allowedOrigins)) return refuseUpgrade(wire, '403 Forbidden')
    const release = connections.open(request.socket.remoteAddress ?? '')
    if (typeof release !== 'function') {
      const { status, reason, retryAfterS } = release
      return refuseUpgrade(wire, `${status} ${reason}`, `retry-after: ${retryAfterS}\r\n`)
    }
    wire.once('close', release)
    sockets.handleUpgrade(request, wire, head, (opened) => accept(opened, request.socket, request))
  })

  return async () => {
    clearInterval(ticking)
    const gone = [...sockets.clients].map((socket) => new Promise((resolve) => socket.once('close', resolve)))
    for (const client of clients) client.close('restarting')
    await Promise.all(gone)
    sockets.close()
  }
}

/** A ping with a newer token lets the socket stay open beyond the end of the last one. The pong says until when. */
async function answerPing(client: ClientSocket, session: ClientSession, payload: unknown): Promise<void> {
  const credentials = credentialsIn(payload as Readonly<Record<string, unknown>> | undefined)
  if (credentials.authorization === undefined)
    return client.send(JSON.stringify({ type: 'pong', ...(payload ? { payload } : {}) }))
  const refused = await session.refresh(credentials)
  if (refused) return client.close(refused)
  return client.send(JSON.stringify({ type: 'pong', payload: { authorizedUntil: session.expiresAt } }))
}

/** graphql-ws wants the text of an operation. Who names it otherwise need not send an empty one. */
function withText(message: string): string {
  if (!message.includes('"documentId"') && !message.includes('"persistedQuery"')) return message
  try {
    const { payload, ...rest } = JSON.parse(message)
    return JSON.stringify({ ...rest, payload: { ...payload, query: payload.query ?? '' } })
  } catch {
    return message
  }
}

function refuseUpgrade(wire: Duplex, status: string, headers = ''): void {
  wire.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n${headers}\r\n`)
}
