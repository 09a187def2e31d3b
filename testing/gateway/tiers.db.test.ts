import { decodeId } from '@varal/platform/global-ids'
import { apps } from '@varal/users/apps/tables'
import { eq } from 'drizzle-orm'
import { createClient, type ExecutionResult } from 'graphql-ws'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { type GatewayAnswer, refusals } from './gateway-client.ts'
import { type App, type Gateways, type Member, startGateways } from './gateways.ts'

const RATE_LIMIT = '{ rateLimit { limit remaining resetAt restorePerSecond } }'
/** Ten parts of the schema, of 10 points each. */
const HUNDRED_POINTS = `{ ${Array.from({ length: 10 }, (_, n) => `t${n}: __type(name: "User") { name }`).join(' ')} }`
/** May cost about a hundred times as many points. */
const posts = (comments: number) =>
  `{ user(handle: "ada") { posts(first: 100) { nodes { comments(first: ${comments}) { nodes { id } } } } } }`

let gateways: Gateways
let ada: Member
let app: App
let own: App
beforeAll(async () => {
  gateways = await startGateways()
  ada = await gateways.registers('ada')
  app = await gateways.opensApp(ada, ['developer:read'])
  own = await gateways.opensApp(ada, [])
  // Whoever runs the system says so, by a command: `npm run app -- create --first-party`.
  const ownId = decodeId('App', own.id)
  if (ownId) await gateways.database.db.update(apps).set({ firstParty: true }).where(eq(apps.id, ownId))
})
afterAll(() => gateways?.[Symbol.asyncDispose]())

const kinds: [string, () => Readonly<Record<string, string>>, limit: number, operationMax: number][] = [
  ['a stranger', () => ({}), 1_000, 500],
  ['a person', () => ada.headers, 20_000, 3_000],
  ['an app', () => app.headers, 60_000, 5_000],
  ['an app, with its key as a token', () => ({ authorization: `Bearer ${app.headers['x-api-key']}` }), 60_000, 5_000],
  ['a person, through an app', () => ({ ...app.headers, ...ada.headers }), 6_000, 5_000],
  ['an app of our own', () => own.headers, 60_000, 10_000],
  ['a person, through an app of our own', () => ({ ...own.headers, ...ada.headers }), 20_000, 10_000],
]

describe.each(kinds)('%s', (_kind, headers, limit, operationMax) => {
  test(`has ${limit} points a minute, as headers, extensions and the field say alike`, async () => {
    const { data, extensions, headers: answered } = await gateways.client.post({ query: RATE_LIMIT }, headers())
    const { rateLimit } = data
    expect(rateLimit).toMatchObject({ limit, restorePerSecond: Math.floor(limit / 60) })
    expect(extensions.cost).toMatchObject({ estimated: 0, actual: 0, limit })
    expect(rateLimitOf({ headers: answered })).toEqual([limit, extensions.cost.remaining, expect.any(Number)])
    // A moment later, in which it fills.
    expect(Math.abs(extensions.cost.remaining - rateLimit.remaining)).toBeLessThanOrEqual(limit / 60)
    expect(extensions.cost.remaining).toBeLessThanOrEqual(limit)
    const [, , fullInS = 0] = rateLimitOf({ headers: answered })
    expect(Math.abs(Date.parse(rateLimit.resetAt) - Date.now() - fullInS * 1_000)).toBeLessThan(2_000)
  })

  test(`is refused what may cost more than ${operationMax} points, and pays nothing for that`, async () => {
    const tooDear = await gateways.client.post({ query: posts(operationMax / 100) }, headers())
    expect([tooDear.status, refusals(tooDear), tooDear.data]).toEqual([400, ['COST_EXCEEDED'], undefined])
    const { cost, retryable } = firstOf(tooDear)
    expect([cost.max, retryable]).toEqual([operationMax, false])
    expect(cost.estimated).toBeGreaterThan(operationMax)

    // What social would know is missing: it is away. That it was asked is what counts.
    const dear = await gateways.client.post({ query: posts(operationMax / 100 - 3) }, headers())
    expect([dear.status, dear.data]).toEqual([200, { user: null }])
    expect(dear.extensions.cost.estimated).toBeGreaterThan(operationMax * 0.5)
    expect(dear.extensions.cost.actual).toBeLessThan(10)
  })
})

test('what is published may cost more, but never more than a full bucket: nobody is told to wait for ever', async () => {
  const body = posts(15)
  const input = { client: 'cards', version: '1', operations: [{ id: 'posts', name: 'posts', body }] }
  const publish = `mutation ($input: PublishManifestInput!) { publishManifest(input: $input) { userErrors { code } } }`
  const { data } = await gateways.client.post({ query: publish, variables: { input } }, own.headers)
  expect(data.publishManifest.userErrors).toEqual([])
  const asked = { documentId: 'posts' }
  const refused = await gateways.client.post(asked, { 'graphql-client-name': 'cards' })
  expect([refused.status, refusals(refused), firstOf(refused).cost.max]).toEqual([400, ['COST_EXCEEDED'], 1_000])
  const allowed = await gateways.client.post(asked, { 'graphql-client-name': 'cards', ...ada.headers })
  expect([allowed.status, allowed.data]).toEqual([200, { user: null }])
})

describe('over a socket', () => {
  test('answers say what they cost, and a refusal leaves the socket open', async () => {
    const url = gateways.client.url.replace('http', 'ws')
    const socket = createClient({ url, webSocketImpl: WebSocket, connectionParams: ada.headers })
    const ask = async (query: string, variables: Record<string, unknown> = {}) => {
      const answers: ExecutionResult<any, any>[] = []
      for await (const answer of socket.iterate({ query, variables })) answers.push(answer as never)
      return answers
    }
    const [profile] = await ask('query ($handle: String) { user(handle: $handle) { handle } }', { handle: ada.handle })
    expect(profile).toMatchObject({ data: { user: { handle: ada.handle } } })
    expect(profile?.extensions.cost).toMatchObject({ estimated: 1, actual: 1, limit: 20_000 })

    const refused = (sent: Promise<unknown>) => sent.catch((errors) => errors[0].extensions.code)
    const deep = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`)
    expect(await refused(ask('{ __typename }', { deep }))).toBe('BAD_REQUEST')
    expect(await ask(posts(40))).toMatchObject([{ errors: [{ extensions: { code: 'COST_EXCEEDED' } }] }])
    expect(await ask('{ __typename }')).toMatchObject([{ data: { __typename: 'Query' } }])
    await socket.dispose()
  })
})

test('who has spent everything is told when to come back', async () => {
  let answer: GatewayAnswer
  let answered = 0
  do {
    answer = await gateways.client.post({ query: HUNDRED_POINTS })
    if (answer.status === 200) expect(answer.extensions.cost).toMatchObject({ estimated: 100, actual: 100 })
  } while (answer.status === 200 && ++answered < 50)

  expect([answer.status, refusals(answer)]).toEqual([429, ['RATE_LIMITED']])
  const { retryAfterMs, retryable } = firstOf(answer)
  expect([retryable, retryAfterMs > 0, retryAfterMs <= 6_000]).toEqual([true, true, true])
  expect(answer.headers.get('retry-after')).toBe(String(Math.ceil(retryAfterMs / 1_000)))
  const [limit, remaining] = rateLimitOf(answer)
  expect([limit, (remaining ?? 100) < 100]).toEqual([1_000, true])
  // What costs nothing is answered all the same, and nobody else pays.
  expect((await gateways.client.post({ query: RATE_LIMIT })).status).toBe(200)
  expect((await gateways.client.post({ query: HUNDRED_POINTS }, ada.headers)).status).toBe(200)
})

/** What is told of the first error. */
const firstOf = ({ errors: [error] }: GatewayAnswer): any => error?.extensions

const rateLimitOf = ({ headers }: Pick<GatewayAnswer, 'headers'>) =>
  ['limit', 'remaining', 'reset'].map((name) => Number(headers.get(`ratelimit-${name}`)))
