import { once } from 'node:events'
import { hashOf } from '@varal/gateway/operations/client-texts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { eventually } from '../world/eventually.ts'
import { type GatewayClient, refusals } from './gateway-client.ts'
import { type Gateways, type Member, startGateways } from './gateways.ts'

const PROFILE = 'query Profile($handle: String!) { user(handle: $handle) { handle } }'
const VIEWER = '{ viewer { user { handle } } }'
const SIGN_OUT = 'mutation { endSession(input: {}) { endedSessionId userErrors { code } } }'
const PUBLISH = `mutation ($input: PublishManifestInput!) { publishManifest(input: $input) {
  manifest { id } rejected { reason } userErrors { code } } }`
/** The schema, in ten parts of 10 points. */
const HUNDRED_POINTS = `{ ${Array.from({ length: 10 }, (_, n) => `t${n}: __type(name: "User") { name }`).join(' ')} }`

let gateways: Gateways
let one: GatewayClient
let other: GatewayClient
let listed: GatewayClient
let ada: Member
beforeAll(async () => {
  gateways = await startGateways({ modes: ['open', 'open', 'safelist'] })
  ;[one, other, listed] = gateways.clients as [GatewayClient, GatewayClient, GatewayClient]
  ada = await gateways.registers('ada')
})
afterAll(() => gateways?.[Symbol.asyncDispose]())

describe('what one gateway is told counts at the others', () => {
  test('a text is known by its hash', async () => {
    const variables = { handle: ada.handle }
    const extensions = { persistedQuery: { version: 1, sha256Hash: hashOf(PROFILE) } }
    expect(refusals(await other.post({ variables, extensions }))).toEqual(['PERSISTED_QUERY_NOT_FOUND'])
    expect((await one.post({ query: PROFILE, variables, extensions })).status).toBe(200)
    await eventually('the other one knows it', async () => {
      const { data } = await other.post({ variables, extensions })
      return data?.user.handle === ada.handle
    })
  })

  test('a session that ended has ended, within 5 s', async () => {
    const ben = await gateways.registers('ben')
    const ask = (at: GatewayClient) => at.post({ query: VIEWER }, ben.headers)
    expect((await ask(other)).data.viewer.user.handle).toBe(ben.handle)
    const socket = await openSocket(other.url, ben.headers)
    const closed = once(socket, 'close')
    expect((await one.post({ query: SIGN_OUT }, ben.headers)).data.endSession.userErrors).toEqual([])
    // Users is apart from both: each of them hears of it when it next looks.
    const isRefused = (at: GatewayClient) =>
      eventually('the token is refused', async () => (await ask(at)).status === 401, 5_000)
    await Promise.all([isRefused(other), isRefused(one)])
    expect((await closed)[0]).toBe(4401)
    expect((await other.post({ query: VIEWER }, ada.headers)).status).toBe(200)
  })

  test('a manifest counts, within 6 s, where nothing else runs', async () => {
    const app = await gateways.opensApp(ada, ['developer:write'])
    const ask = (body: object) => listed.post({ ...body, variables: { handle: ada.handle } }, CLIENT)
    expect(refusals(await ask({ query: PROFILE }))).toEqual(['OPERATION_NOT_IN_MANIFEST'])

    const operations = [
      { id: 'profile', name: 'Profile', body: PROFILE },
      { id: hashOf(VIEWER), name: 'Viewer', body: VIEWER },
    ]
    const input = { client: 'reader', version: '1.0.0', operations }
    const { data } = await one.post({ query: PUBLISH, variables: { input } }, app.headers)
    expect(data.publishManifest).toMatchObject({ rejected: [], userErrors: [], manifest: { id: expect.any(String) } })

    await eventually('it runs by its id', async () => (await ask({ documentId: 'profile' })).status === 200, 6_000)
    expect((await ask({ documentId: 'profile' })).data.user.handle).toBe(ada.handle)
    expect((await ask({ query: PROFILE })).data.user.handle).toBe(ada.handle)
    expect(refusals(await ask({ documentId: `sha256:${hashOf(VIEWER)}` }))).toEqual(['viewer UNAUTHENTICATED'])
    expect(refusals(await ask({ query: '{ __typename }' }))).toEqual(['OPERATION_NOT_IN_MANIFEST'])
  })

  test('what a stranger has spent is spent', async () => {
    const spendAt = (at: GatewayClient) => at.post({ query: HUNDRED_POINTS })
    let spent = 0
    while ((await spendAt(one)).status === 200) spent++
    // Of 1,000, some went for what came before.
    expect(spent).toBeLessThan(15)
    const refused = await spendAt(other)
    expect([refused.status, refusals(refused)]).toEqual([429, ['RATE_LIMITED']])
    expect((await other.post({ query: HUNDRED_POINTS }, ada.headers)).status).toBe(200)
  })
})

/** A socket on which somebody has said who they are. */
async function openSocket(url: string, connectionParams: object): Promise<WebSocket> {
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws')
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'connection_init', payload: connectionParams }))
  const [message] = await once(socket, 'message')
  expect(JSON.parse(String(message))).toMatchObject({ type: 'connection_ack' })
  return socket
}

const CLIENT = { 'graphql-client-name': 'reader', 'graphql-client-version': '1.0.0' }
