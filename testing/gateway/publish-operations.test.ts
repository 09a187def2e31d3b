import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { generatePersistedQueryManifest } from '@apollo/generate-persisted-query-manifest'
import { registerApp } from '@varal/bin/app'
import { readConfig } from '@varal/platform/config'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../world/actor.ts'
import { eventually } from '../world/eventually.ts'
import { startWorld, type World } from '../world/world.ts'
import { type GatewayClient, gatewayClient, refusals } from './gateway-client.ts'

const CARD = `query Card($handle: String!) {
  user(handle: $handle) {
    ...Name
  }
}
fragment Name on User {
  handle
  displayName
}`
const HOME = 'query Home { homeFeed(first: 20) { edges { node { id } } } }'
const UNKNOWN = 'query Unknown { user(handle: "ada") { shoeSize } }'
const TOO_DEAR = `query TooDear { user(handle: "ada") { posts(first: 100) { nodes { comments(first: 100) { nodes { id } } } } } }`

const program = fileURLToPath(import.meta.resolve('@varal/bin/operations'))
const dir = mkdtempSync(path.join(tmpdir(), 'varal-operations-'))

let world: World
let ada: Actor
let client: GatewayClient
let key: string
beforeAll(async () => {
  world = await startWorld('one process', undefined, { OPERATIONS_MODE: 'safelist' })
  ;[ada] = await world.cast('ada')
  client = gatewayClient(world.gatewayUrl)
  const wanted = { owner: ada.handle, scopes: ['developer:read', 'developer:write'], firstParty: false }
  key = await registerApp(readConfig(world.env), { name: 'Cards', ...wanted })
})
afterAll(async () => {
  await world?.[Symbol.asyncDispose]()
  rmSync(dir, { recursive: true })
})

/** As a developer runs it in CI. */
async function operations(...args: string[]) {
  const child = spawn(process.execPath, [program, ...args, '--url', world.gatewayUrl], {
    env: { PATH: process.env['PATH'], VARAL_API_KEY: key, VARAL_DIR: dir },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text))
  const [code] = await once(child, 'close')
  return { code, output }
}

/** What Apollo's tool makes of the queries in the folder of a client. */
async function apolloManifest(name: string, ...texts: string[]) {
  const folder = mkdtempSync(path.join(dir, 'client-'))
  for (const [index, text] of texts.entries()) writeFileSync(path.join(folder, `${index}.graphql`), text)
  const made = await generatePersistedQueryManifest({ documents: [`${folder}/*.graphql`] }, undefined)
  const file = path.join(dir, name)
  writeFileSync(file, JSON.stringify(made))
  return { file, idOf: (operation: string) => made.operations.find((one) => one.name === operation)?.id ?? '' }
}

const of = (version: string) => ['--client', 'cards', '--version', version]
const headersOf = (version: string) => ({ 'graphql-client-name': 'cards', 'graphql-client-version': version })

describe('npm run operations, against a running Varal where only what is published runs', () => {
  test('publishes what Apollo’s tool made, which runs by its ids from then on, and may be kept by a CDN', async () => {
    const { file, idOf } = await apolloManifest('1.0.json', CARD, HOME)
    const card = { documentId: idOf('Card'), variables: { handle: ada.handle } }
    expect(refusals(await client.post(card, headersOf('1.0')))).toEqual(['OPERATION_NOT_IN_MANIFEST'])

    const { code, output } = await operations('publish', file, ...of('1.0'))
    expect([code, output]).toEqual([0, expect.stringContaining('cards 1.0 is published: 2 operations')])
    expect(output).toContain('2 operations (Apollo)')

    const answer = await client.post(card, headersOf('1.0'))
    expect([answer.status, answer.data]).toMatchObject([200, { user: { handle: ada.handle, displayName: 'ada' } }])
    const got = await client.get(card)
    expect([got.data, got.headers.get('cache-control')]).toEqual([answer.data, 'public, max-age=5'])
    expect((await client.get(card, { 'if-none-match': got.headers.get('etag') ?? '' })).status).toBe(304)
    const home = { documentId: `sha256:${idOf('Home')}` }
    expect(refusals(await client.get(home))).toEqual(['homeFeed UNAUTHENTICATED'])
    expect(refusals(await client.post({ query: '{ __typename }' }))).toEqual(['OPERATION_NOT_IN_MANIFEST'])
  })

  test('refuses what would not be answered, with the reason of each, and publishes nothing', async () => {
    const { file, idOf } = await apolloManifest('2.0.json', CARD, UNKNOWN, TOO_DEAR)
    const { code, output } = await operations('publish', file, ...of('2.0'))
    expect(code).toBe(1)
    expect(output).toContain('2 of 3 operations are rejected')
    expect(output).toMatch(/Unknown +Cannot query field "shoeSize" on type "User"\./)
    expect(output).toMatch(/TooDear +\d{5} +It may cost \d{5} points; an operation of this app may cost 5000\./)
    expect(output).not.toContain('    at ')
    expect(refusals(await client.post({ documentId: idOf('TooDear') }))).toEqual(['OPERATION_NOT_IN_MANIFEST'])
  })

  test('lists what is published, and what nobody uses', async () => {
    const { file } = await apolloManifest('3.0.json', HOME)
    expect((await operations('publish', file, ...of('3.0'))).code).toBe(0)
    const { output } = await operations('list')
    expect(output).toMatch(/cards +3\.0 +ACTIVE +1 .*\n *cards +1\.0 +ACTIVE +2 /)
    expect(output).not.toContain('2.0')
    const unused = await operations('unused', '--days', '1')
    expect([unused.code, unused.output]).toEqual([0, expect.stringContaining('Everything was used')])
  })

  test('retires a version: what only it had runs no longer', async () => {
    const card = { query: CARD, variables: { handle: ada.handle } }
    expect((await client.post(card, headersOf('1.0'))).status).toBe(200)
    const { code, output } = await operations('retire', ...of('1.0'))
    expect([code, output]).toEqual([0, expect.stringContaining('cards 1.0 is retired')])
    await eventually('its own query is refused', async () => {
      const answer = await client.post(card, headersOf('1.0'))
      return refusals(answer).includes('OPERATION_NOT_IN_MANIFEST')
    })
    expect(refusals(await client.post({ query: HOME }))).toEqual(['homeFeed UNAUTHENTICATED'])
  })
})
