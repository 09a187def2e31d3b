import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { ClientSocket } from './client-socket.ts'
import { messageHead, StreamResult } from './stream-result.ts'

let server: Server
let sockets: WebSocketServer
let clients: ClientSocket[]
beforeEach(async () => {
  clients = []
  server = createServer().listen(0, '127.0.0.1')
  sockets = new WebSocketServer({ server, perMessageDeflate: false })
  sockets.on('connection', (socket, request) => clients.push(new ClientSocket(socket, request.socket)))
  await once(server, 'listening')
})
afterEach(() => {
  for (const socket of sockets.clients) socket.terminate()
  server.close()
})

async function connect() {
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const heard: { id: string; type: string; payload: { data: { text: string } } }[] = []
  socket.on('message', (message) => heard.push(JSON.parse(String(message))))
  await once(socket, 'open')
  return { socket, heard, client: clients.at(-1) as ClientSocket }
}
const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5))
}

test.each([0, 1, 80, 81, 82, 200, 8_100, 8_192, 65_400, 65_535, 65_536, 300_000])(
  'a result of %i characters arrives as it is, under the id of each operation',
  async (characters) => {
    const text = '☀'.repeat(characters)
    const result = new StreamResult(JSON.stringify({ data: { text } }))
    const { heard, client } = await connect()
    const ids = ['1', '2', 'another', 'é"\\☀️', '3']
    for (const id of ids) result.sendTo(client, messageHead(id))
    await until(() => heard.length === ids.length)
    expect(heard).toEqual(ids.map((id) => ({ id, type: 'next', payload: { data: { text } } })))
  },
)

test('what has not left yet does not change when the next client is served', async () => {
  const [stuck, other] = [await connect(), await connect()]
  stuck.socket.pause()
  const results = Array.from(
    { length: 2_000 },
    (_, index) => new StreamResult(JSON.stringify({ data: { text: `${index}${'.'.repeat(8_000)}` } })),
  )
  for (const result of results) {
    result.sendTo(stuck.client, messageHead('stuck'))
    result.sendTo(other.client, messageHead('other'))
  }
  expect(stuck.client.holdsBytes).toBe(true)
  stuck.socket.resume()
  await until(() => stuck.heard.length === 2_000 && other.heard.length === 2_000)
  expect(new Set(stuck.heard.map(({ id }) => id))).toEqual(new Set(['stuck']))
  expect(stuck.heard.map(({ payload }) => Number.parseInt(payload.data.text, 10))).toEqual(
    results.map((_, index) => index),
  )
})
