import { connect, type Socket } from 'node:net'

const CRLF = '\r\n'
const PING = 0x9
const PONG = 0x8a
const TEXT = 0x81

const nothing: Buffer = Buffer.alloc(0)
/** What arrives, for whichever client: it is looked at before the next arrives. */
const shared = Buffer.alloc(65_536)

/** What a watcher tells of what it gets. */
export interface Heard {
  /** The server knows who it is, and has been asked. */
  asked(): void
  /** A message, which is not the acknowledgement. */
  message(frame: Buffer): void
  ended(error?: Error): void
}

/**
 * One subscription over one socket, with as little around it as can be: what is measured is the server. Speaks
 * graphql-transport-ws, answers pings, and reads nothing of what it gets.
 */
export function rawWatcher(url: string, query: string, variables: object, heard: Heard): Socket {
  const { hostname, port } = new URL(url)
  const socket = connect({
    ...{ host: hostname, port: Number(port), noDelay: true },
    onread: {
      buffer: shared,
      callback(bytes) {
        const chunk = shared.subarray(0, bytes)
        rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
        take()
        return true
      },
    },
  })
  let rest: Buffer = nothing
  let isUpgraded = false
  let isAcknowledged = false
  socket.write(
    [
      'GET /graphql HTTP/1.1',
      `host: ${hostname}:${port}`,
      'connection: upgrade',
      'upgrade: websocket',
      'sec-websocket-version: 13',
      'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==',
      'sec-websocket-protocol: graphql-transport-ws',
      CRLF,
    ].join(CRLF),
  )
  const say = (message: object) => socket.write(masked(TEXT, Buffer.from(JSON.stringify(message))))

  function take(): void {
    if (!isUpgraded) {
      const end = rest.indexOf('\r\n\r\n')
      if (end === -1) return keep(rest)
      const [status = ''] = rest.toString('latin1', 0, end).split(CRLF)
      if (!status.includes('101')) return void socket.destroy(new Error(status))
      isUpgraded = true
      rest = rest.subarray(end + 4)
      say({ type: 'connection_init' })
    }
    let at = 0
    for (;;) {
      if (rest.length - at < 2) break
      const short = (rest[at + 1] as number) & 0x7f
      const header = short < 126 ? 2 : short === 126 ? 4 : 10
      if (rest.length - at < header) break
      const length = short < 126 ? short : short === 126 ? rest.readUInt16BE(at + 2) : rest.readUInt32BE(at + 6)
      if (rest.length - at < header + length) break
      frame((rest[at] as number) & 0xf, rest.subarray(at + header, at + header + length))
      at += header + length
    }
    keep(rest.subarray(at))
  }
  /** The next client reads into the same bytes. */
  function keep(bytes: Buffer): void {
    rest = bytes.length === 0 ? nothing : Buffer.from(bytes)
  }
  function frame(opcode: number, payload: Buffer): void {
    if (opcode === PING) socket.write(masked(PONG, payload))
    if (opcode !== (TEXT & 0xf)) return
    if (isAcknowledged) return heard.message(payload)
    isAcknowledged = true
    say({ type: 'subscribe', id: 'ec3a3d9b-6b0e-4c5d-9d0a-5f0a4d8e7c11', payload: { query, variables } })
    heard.asked()
  }
  socket.on('error', (error) => heard.ended(error))
  socket.on('close', () => heard.ended())
  return socket
}

/** As clients have to send it; masked with zeros it is what it was. */
function masked(firstByte: number, payload: Buffer): Buffer {
  const long = payload.length > 125
  const header = Buffer.alloc(long ? 8 : 6)
  header[0] = firstByte
  header[1] = 0x80 | (long ? 126 : payload.length)
  if (long) header.writeUInt16BE(payload.length, 2)
  return Buffer.concat([header, payload])
}
