import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { handleProtocols } from 'graphql-ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { type AllowedOrigins, isAllowedOrigin } from '../http/origins.ts'
import { ClientSocket } from './client-socket.ts'
import { type OverSocketOptions, operationsOverSocket } from './operations-over-socket.ts'

const MESSAGE_BYTES_MAX = 65_536
const PING_MS = 12_000
const PROGRESS_MS = 1_000

export interface WebSocketOptions extends OverSocketOptions {
  readonly server: Server
  readonly path: string
  readonly allowedOrigins: AllowedOrigins
}

/** Closes all sockets, with a code that asks clients to come back. */
export type CloseSockets = () => Promise<void>

/** Serves the graphql-ws protocol to the clients that connect to `path`. */
export function serveWebSockets({ server, path, allowedOrigins, ...options }: WebSocketOptions): CloseSockets {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
    handleProtocols,
  })
  const protocol = operationsOverSocket(options)
  const clients = new Set<ClientSocket>()
  const pinging = setInterval(() => clients.forEach((client) => void client.ping()), PING_MS)
  const watching = setInterval(() => clients.forEach((client) => void client.checkProgress()), PROGRESS_MS)

  function accept(socket: WebSocket, request: IncomingMessage): void {
    const client = new ClientSocket(socket)
    clients.add(client)
    // What is wrong with a frame, its size or its text, `ws` answers with the close code that the standard has for it.
    socket.on('error', () => {})
    const closed = protocol.opened(
      {
        protocol: client.protocol,
        send: (message) => client.send(message),
        close: (code = 1000, reason = '') => client.closeWith(code, reason),
        onMessage: (handle) =>
          socket.on('message', (message, isBinary) => {
            if (socket.readyState !== socket.OPEN) return
            if (isBinary) return client.close('notText')
            handle(String(message)).catch((err: unknown) => {
              options.log.error({ err }, 'a message over a socket failed')
              client.close('internal')
            })
          }),
      },
      { client, request },
    )
    socket.once('close', (code, reason) => {
      clients.delete(client)
      closed(code, String(reason)).catch((err: unknown) => options.log.error({ err }, 'a stream did not end'))
    })
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => {})
    const { origin, host } = request.headers
    if (request.url?.split('?', 1)[0] !== path) return refuseUpgrade(socket, '404 Not Found')
    if (!isAllowedOrigin(origin, host, allowedOrigins)) return refuseUpgrade(socket, '403 Forbidden')
    sockets.handleUpgrade(request, socket, head, (opened) => accept(opened, request))
  })

  return async () => {
    clearInterval(pinging)
    clearInterval(watching)
    const gone = [...sockets.clients].map((socket) => new Promise((resolve) => socket.once('close', resolve)))
    for (const client of clients) client.close('restarting')
    await Promise.all(gone)
    sockets.close()
  }
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}
