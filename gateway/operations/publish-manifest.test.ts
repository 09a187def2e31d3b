import { createLog } from '@varal/platform/log'
import { anonymous, type Caller } from '@varal/platform/viewer'
import { describe, expect, test } from 'vitest'
import { ownFields } from '../own-fields/own-fields.ts'
import { hashOf } from './client-texts.ts'
import { manifestFields } from './resolvers.ts'
import { standInUsers } from './test-manifests.ts'

const MANIFEST_ID = 'manifest_01jz4wz3kse6mrkd31nxvw8kyz'
const HOME = 'query Home { posts { id } }'
const caller: Caller = {
  viewer: anonymous,
  app: {
    id: '0198c9a0-0000-7000-8000-000000000001' as never,
    scopes: ['developer:write'],
    operationCostMax: 5_000,
    isFirstParty: false,
  },
  requestId: 'test',
  language: 'es',
  address: '127.0.0.1',
  device: 'vitest',
}
const PUBLISH = `mutation ($input: PublishManifestInput!) { publishManifest(input: $input) {
  manifest { id } rejected { operationId reason estimatedCost }
  userErrors { __typename code path message ... on RateLimitedError { retryAfterMs } } } }`
const RETIRE = `mutation ($input: RetireManifestInput!) { retireManifest(input: $input) { manifest { id } userErrors { code } } }`

/** The gateway's own graph, before a users subgraph that answers as it is told. */
function publishing({ userErrors = [] as object[] } = {}) {
  const users = standInUsers()
  const given = { changes: 0, users }
  users.answer = () => ({ data: { answer: { manifest: userErrors[0] ? null : { id: MANIFEST_ID }, userErrors } } })
  const fields = manifestFields({
    users: users.link,
    check(text) {
      if (text.includes('unknown')) return { reasons: ['There is no field unknown.', 'Nor another.'] }
      return { cost: text.includes('dear') ? 6_000 : 12 }
    },
    onChange: async () => given.changes++,
  })
  const link = ownFields([fields], createLog('silent'))
  const ask = async (query: string, input: object) => {
    const { data, errors } = (await link.execute({ query, variables: { input }, caller })) as any
    if (errors) throw errors[0]
    return data.publishManifest ?? data.retireManifest
  }
  return {
    ...given,
    changesSoFar: () => given.changes,
    publish: (operations: object[], more = {}) =>
      ask(PUBLISH, { client: 'ios', version: '1.2.0', operations, ...more }),
    retire: () => ask(RETIRE, { client: 'ios', version: '1.2.0' }),
  }
}
const operation = (id: string, body: string) => ({ id, name: id, body })

describe('publishing a manifest', () => {
  test('stores what was checked, with what it costs, as whoever published it', async () => {
    const { publish, users, changesSoFar } = publishing()
    const answer = await publish([operation('home', HOME), operation(hashOf('{ me { name } }'), '{ me { name } }')])
    expect(answer).toEqual({ manifest: { id: MANIFEST_ID }, rejected: [], userErrors: [] })
    expect(users.asked).toHaveLength(1)
    expect(users.asked[0]?.caller).toBe(caller)
    expect(users.asked[0]?.variables).toEqual({
      input: {
        client: 'ios',
        version: '1.2.0',
        complete: true,
        operations: [
          { id: 'home', name: 'home', body: HOME, cost: 12 },
          { id: hashOf('{ me { name } }'), name: expect.any(String), body: '{ me { name } }', cost: 12 },
        ],
      },
    })
    expect(changesSoFar()).toBe(1)
  })

  test('in several calls counts with the last of them', async () => {
    const { publish, changesSoFar } = publishing()
    await publish([operation('home', HOME)], { complete: false })
    expect(changesSoFar()).toBe(0)
    await publish([], { complete: true })
    expect(changesSoFar()).toBe(1)
  })

  test.each<[string, object, string, number | null]>([
    ['is not valid', operation('a', 'query A { unknown }'), 'There is no field unknown. Nor another.', null],
    [
      'costs too much',
      operation('a', 'query A { dear }'),
      'may cost 6000 points; an operation of this app may cost 5000',
      6_000,
    ],
    ['cannot be parsed', operation('a', 'query A {'), 'Syntax Error', null],
    ['has two operations', operation('a', 'query A { a } query B { b }'), 'has 2 operations', null],
    ['has none', operation('a', 'fragment f on Query { a }'), 'has 0 operations', null],
    ['has another text’s hash for an id', operation('a'.repeat(64), HOME), 'form of a SHA-256', null],
    ['has half a hash for an id', operation('sha256:abc', HOME), 'form of a SHA-256', null],
    ['has an id with a colon', operation('md5:abc', HOME), 'colon', null],
  ])('takes nothing if an operation %s', async (_what, wrong, reason, estimatedCost) => {
    const { publish, users, changesSoFar } = publishing()
    const { manifest, rejected, userErrors } = await publish([operation('home', HOME), wrong])
    expect(manifest).toBeNull()
    expect(rejected).toEqual([
      { operationId: (wrong as { id: string }).id, reason: expect.stringContaining(reason), estimatedCost },
    ])
    expect(userErrors).toMatchObject([{ code: 'VALIDATION_FAILED', path: ['input', 'operations'] }])
    expect(users.asked).toEqual([])
    expect(changesSoFar()).toBe(0)
  })

  test('takes the hash of the text with and without its scheme', async () => {
    const { publish } = publishing()
    const { rejected } = await publish([operation(`sha256:${hashOf(HOME)}`, HOME), operation(hashOf(HOME), HOME)])
    expect(rejected).toEqual([])
  })

  test('takes nothing if two operations have one id', async () => {
    const { publish } = publishing()
    const { rejected } = await publish([operation('a', HOME), operation('a', '{ me { name } }')])
    expect(rejected).toMatchObject([{ operationId: 'a', reason: expect.stringContaining('same id') }])
  })

  test.each([
    [{ client: 'iOS App' }, ['input', 'client']],
    [{ client: '' }, ['input', 'client']],
    [{ version: '1 2' }, ['input', 'version']],
    [{ version: 'v'.repeat(65) }, ['input', 'version']],
    [{ operations: [{ id: '', name: 'a', body: HOME }] }, ['input', 'operations', '0', 'id']],
    [{ operations: [{ id: 'ção', name: 'a', body: HOME }] }, ['input', 'operations', '0', 'id']],
    [{ operations: [{ id: 'a', name: '', body: HOME }] }, ['input', 'operations', '0', 'name']],
    [{ operations: [{ id: 'a', name: 'a', body: '' }] }, ['input', 'operations', '0', 'body']],
    [{ operations: [{ id: 'a', name: 'a', body: '#'.repeat(65_537) }] }, ['input', 'operations', '0', 'body']],
    [{ operations: [{ id: 'a', name: 'a', body: '{ a }\0' }] }, ['input', 'operations', '0', 'body']],
    [{ operations: Array.from({ length: 101 }, (_, n) => operation(`q${n}`, HOME)) }, ['input', 'operations']],
  ])('says where %j is wrong', async (more, path) => {
    const { publish, users } = publishing()
    expect((await publish([], more)).userErrors).toMatchObject([{ code: 'VALIDATION_FAILED', path }])
    expect(users.asked).toEqual([])
  })

  test('passes on what users refuses, in the language of the caller', async () => {
    const { publish, changesSoFar } = publishing({
      userErrors: [
        { code: 'FORBIDDEN', path: ['input', 'client'] },
        { code: 'RATE_LIMITED', path: null, retryAfterMs: 900 },
      ],
    })
    const { manifest, userErrors } = await publish([operation('home', HOME)])
    expect(manifest).toBeNull()
    expect(userErrors).toEqual([
      { __typename: 'ValidationError', code: 'FORBIDDEN', path: ['input', 'client'], message: 'No puedes hacer esto.' },
      {
        __typename: 'RateLimitedError',
        code: 'RATE_LIMITED',
        path: null,
        message: expect.any(String),
        retryAfterMs: 900,
      },
    ])
    expect(changesSoFar()).toBe(0)
  })
})

test('what users does not allow is told with its code, at the place of the mutation', async () => {
  const { retire, users } = publishing()
  users.answer = () => ({
    data: null,
    errors: [{ message: 'Sign in.', path: ['answer'], extensions: { code: 'UNAUTHENTICATED' } } as never],
  })
  await expect(retire()).rejects.toMatchObject({
    message: 'Sign in.',
    path: ['retireManifest'],
    extensions: { code: 'UNAUTHENTICATED' },
  })
})

test('retiring a manifest counts here at once', async () => {
  const { retire, users, changesSoFar } = publishing()
  expect(await retire()).toEqual({ manifest: { id: MANIFEST_ID }, userErrors: [] })
  expect(users.asked[0]?.variables).toEqual({ input: { client: 'ios', version: '1.2.0' } })
  expect(changesSoFar()).toBe(1)
})
