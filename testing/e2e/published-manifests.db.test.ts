import { hashOf } from '@varal/gateway/operations/client-texts'
import { isOperationRefusal } from '@varal/gateway/operations/operation-refusal'
import { readOperationRequest } from '@varal/gateway/operations/operation-request'
import { startOperations } from '@varal/gateway/operations/operations'
import { manifestFields } from '@varal/gateway/operations/resolvers'
import { ownFields } from '@varal/gateway/own-fields/own-fields'
import { memoryCache } from '@varal/platform/cache/memory-cache'
import type { SubgraphLink } from '@varal/platform/links/link'
import { createLog } from '@varal/platform/log'
import type { Caller } from '@varal/platform/viewer'
import { asApp, newApp } from '@varal/users/apps/test-apps'
import { users } from '@varal/users/subgraph'
import { newcomer } from '@varal/users/test-people'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type LoneSubgraph, loneSubgraph } from '../lone-subgraph.ts'

const ME = 'query Me { viewer { user { handle } } }'
const log = createLog('silent')
const PUBLISH = `mutation ($input: PublishManifestInput!) { publishManifest(input: $input) {
  manifest { id } rejected { operationId reason } userErrors { code path } } }`
const RETIRE =
  'mutation ($input: RetireManifestInput!) { retireManifest(input: $input) { manifest { id } userErrors { code } } }'

let subgraph: LoneSubgraph
let link: SubgraphLink
beforeAll(async () => {
  subgraph = await loneSubgraph(users)
  link = {
    execute: ({ query, variables, caller }) => subgraph.answer(query, variables, caller),
    subscribe: () => Promise.reject(new Error('Nobody watches manifests')),
  }
})
afterAll(() => subgraph?.[Symbol.asyncDispose]())

const gateway = () =>
  startOperations({
    mode: 'safelist',
    users: link,
    cache: memoryCache(subgraph.clock),
    clock: subgraph.clock,
    log,
    everyMs: 20,
  })

test('what an app publishes at one gateway runs at all of them, is counted, and can be retired', async () => {
  await using one = await gateway()
  await using other = await gateway()
  const own = ownFields([manifestFields({ users: link, check: () => ({ cost: 7 }), onChange: one.refresh })], log)
  const owner = await newcomer(subgraph, 'ada')
  const app = await newApp(subgraph, owner, { scopes: ['developer:write', 'developer:read'] })
  const caller: Caller = {
    ...asApp(app, 'developer:write', 'developer:read'),
    requestId: 'test',
    language: 'en',
    address: '',
    device: 'vitest',
  }
  const ask = async (query: string, input: object) => {
    const { data, errors } = await own.execute({ query, variables: { input }, caller })
    if (errors) throw errors[0]
    return Object.values(data as object)[0]
  }
  const find = async (at: typeof one, body: object) => {
    const request = readOperationRequest(body)
    if (isOperationRefusal(request)) throw new Error(request.error.message)
    const client = { name: 'reader', version: '1.0' }
    const found = await at.finder.find(request, { client, address: '' })
    return isOperationRefusal(found) ? found.error.extensions.code : found.text
  }
  expect(await find(one, { query: ME })).toBe('OPERATION_NOT_IN_MANIFEST')

  const published = await ask(PUBLISH, {
    client: 'reader',
    version: '1.0',
    operations: [{ id: hashOf(ME), name: 'Me', body: ME }],
  })
  expect(published).toEqual({ manifest: { id: expect.stringMatching(/^manifest_/) }, rejected: [], userErrors: [] })
  expect(await find(one, { documentId: `sha256:${hashOf(ME)}` })).toBe(ME)
  await vi.waitUntil(async () => (await find(other, { query: ME })) === ME)

  await other[Symbol.asyncDispose]()
  const { app: told } = await subgraph.ask(
    `{ app { manifests { nodes { id lastUsedAt operations { nodes { name cost useCount } } } }
       unusedManifests(days: 1) { nodes { version } } } }`,
    {},
    caller,
  )
  expect(told.manifests.nodes).toMatchObject([
    { id: (published as any).manifest.id, operations: { nodes: [{ name: 'Me', cost: 7, useCount: '1' }] } },
  ])
  expect(told.unusedManifests.nodes).toEqual([])

  expect(await ask(RETIRE, { client: 'reader', version: '1.0' })).toMatchObject({ userErrors: [] })
  expect(await find(one, { query: ME })).toBe('OPERATION_NOT_IN_MANIFEST')
  const ofAnother = await ask(PUBLISH, {
    client: 'reader',
    version: '1.0',
    operations: [{ id: 'a', name: 'a', body: '{ a }' }],
  })
  expect(ofAnother).toMatchObject({ manifest: null, userErrors: [{ code: 'IDEMPOTENCY_MISMATCH' }] })
})
