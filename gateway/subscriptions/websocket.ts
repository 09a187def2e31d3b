import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from 'graphql-ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { callerOf, nobody } from '../auth/caller.ts'
import { type AllowedOrigins, isAllowedOrigin } from '../http/origins.ts'
import { measure } from '../metrics.ts'
import { ClientSession } from './client-session.ts'
import { ClientSocket } from './client-socket.ts'
import { Conversation } from './conversation.ts'
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
  const clients = new Set<ClientSocket>()
  const ticking = setInterval(() => {
    for (const client of clients) client.tick()
  }, TICK_MS)

  function accept(socket: WebSocket, request: IncomingMessage): void {
    const client = new ClientSocket(socket, request.socket)
    const session = new ClientSession(streaming, () => client.close('unauthenticated'))
    const conversation = new Conversation(client, session, callerOf(request, nobody, ''), streaming)
    // What it watches ends now, not when it has taken its close frame or is cut off.
    client.onClosing = () => conversation.leave()
    const rate = new Rate(connections.limits.messagesPerSecondAndSocket)
    clients.add(client)
    measure.socketOpened()
    if (client.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) client.close('otherProtocol')
    // What is wrong with a frame, its size or its text, `ws` answers with the close code that the standard has for it.
    socket.on('error', ignore)
    socket.on('message', (message, isBinary) => {
      if (!client.isOpen) return
      if (isBinary) return client.close('notText')
      if (!rate.pass()) return client.close('tooManyMessages')
      conversation.hear(String(message)).catch((err: unknown) => {
        log.error({ err }, 'a message over a socket failed')
        client.close('internal')
      })
    })
    socket.once('close', () => {
      clients.delete(client)
      measure.socketClosed()
      session.leave()
      conversation.leave()
    })
  }

  // A closure here would keep the request, with all its headers, for as long as the socket is open.
  server.on('upgrade', (request: IncomingMessage, wire: Duplex, head: Buffer) => {
    wire.on('error', ignore)
    const refusal = refusalOf(request)
    if (refusal) return void wire.end(refusal)
    countUntilClosed(wire, request.socket.remoteAddress ?? '')
    sockets.handleUpgrade(request, wire, head, accept)
  })

  function refusalOf({ url, headers: { origin, host }, socket }: IncomingMessage): string | null {
    if (url?.split('?', 1)[0] !== path) return refusedUpgrade('404 Not Found')
    if (!isAllowedOrigin(origin, host, allowedOrigins)) return refusedUpgrade('403 Forbidden')
    const noRoom = connections.open(socket.remoteAddress ?? '')
    return noRoom && refusedUpgrade(`${noRoom.status} ${noRoom.reason}`, `retry-after: ${noRoom.retryAfterS}\r\n`)
  }

  function countUntilClosed(wire: Duplex, address: string): void {
    wire.once('close', () => connections.close(address))
  }

  return async () => {
    clearInterval(ticking)
    const gone = [...sockets.clients].map((socket) => new Promise((resolve) => socket.once('close', resolve)))
    for (const client of clients) client.close('restarting')
    await Promise.all(gone)
    sockets.close()
  }
}

const refusedUpgrade = (status: string, headers = '') =>
  `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n${headers}\r\n`

function ignore(): void {}
