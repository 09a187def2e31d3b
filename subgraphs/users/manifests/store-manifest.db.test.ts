import { anonymous } from '@varal/platform/viewer'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { asApp, asPublisher, newApp } from '../apps/test-apps.ts'
import { users } from '../subgraph.ts'
import { newcomer, refusals } from '../test-people.ts'
import { manifestOperations } from './tables.ts'
import { changesAfter, manifestsOf, operation, operations, retire, store } from './test-manifests.ts'

let app: LoneSubgraph
beforeAll(async () => {
  app = await loneSubgraph(users)
})
afterAll(() => app[Symbol.asyncDispose]())

/** Somebody with an app. */
async function developer(handle: string) {
  const owner = await newcomer(app, handle)
  const { id } = await newApp(app, owner)
  return { owner, id, asItself: asPublisher({ id }), client: `${handle}.phone` }
}

describe('storing a manifest', () => {
  test('makes it active at once, and shows it to its app’s owner', async () => {
    const { owner, id, asItself, client } = await developer('ada')
    const given = [operation('Me', { cost: 7 }), operation('Home', { cost: 90 })]
    const stored = await store(app, asItself, { client, operations: given })
    expect(stored).toMatchObject({
      userErrors: [],
      manifest: { client, version: '1.0.0', state: 'ACTIVE', operationCount: 2, maxOperationCost: 90 },
    })
    expect(stored.manifest?.publishedAt).toBe(app.clock.now().toISOString())
    const [seen] = await manifestsOf(app, owner, id)
    expect(seen).toMatchObject({ id: stored.manifest?.id, lastUsedAt: null })
    const byId = [...given].sort((a, b) => (a.id < b.id ? -1 : 1))
    expect(seen.operations.nodes).toEqual(
      byId.map(({ body: _, ...one }) => ({ ...one, useCount: '0', lastUsedAt: null })),
    )
  })

  test('builds a version up over several requests, of which gateways hear when it is complete', async () => {
    const { asItself, client } = await developer('ben')
    const before = (await changesAfter(app, 0)).position
    const [one, two, three] = operations(3)
    expect((await store(app, asItself, { client, operations: [one, two], complete: false })).manifest).toMatchObject({
      state: 'DRAFT',
      operationCount: 2,
      publishedAt: null,
    })
    expect((await changesAfter(app, before)).nodes).toEqual([])
    const last = await store(app, asItself, { client, operations: [two, three] })
    expect(last.manifest).toMatchObject({ state: 'ACTIVE', operationCount: 3 })
    expect((await changesAfter(app, before)).nodes[0]?.operations).toHaveLength(3)
  })

  test('again changes nothing, whole or in part; other content is refused and the first stays', async () => {
    const { asItself, client } = await developer('cleo')
    const given = operations(3)
    const first = await store(app, asItself, { client, operations: given })
    const { position } = await changesAfter(app, 0)
    app.clock.advance(1_000)
    for (const again of [{ operations: given }, { operations: given.slice(1), complete: false }, { operations: [] }])
      expect(await store(app, asItself, { client, ...again })).toEqual(first)
    for (const operations of [
      [...given, operation('More')],
      [{ ...given[0], body: 'query { other }' }, operation('X')],
    ])
      expect(refusals(await store(app, asItself, { client, operations }))[0]).toMatch(
        /^IDEMPOTENCY_MISMATCH input.operations.[03]$/,
      )
    expect((await changesAfter(app, position)).nodes).toEqual([])
  })

  test('refuses in a draft another text under an id that it has', async () => {
    const { asItself, client } = await developer('dora')
    await store(app, asItself, { client, operations: [operation('A', { id: 'a' })], complete: false })
    const other = await store(app, asItself, { client, operations: [operation('B'), operation('C', { id: 'a' })] })
    expect(refusals(other)).toEqual(['IDEMPOTENCY_MISMATCH input.operations.1'])
  })

  test('brings a retired version back', async () => {
    const { asItself, client } = await developer('eve')
    await store(app, asItself, { client })
    expect((await retire(app, asItself, client, '1.0.0')).manifest?.state).toBe('RETIRED')
    const { position } = await changesAfter(app, 0)
    expect((await store(app, asItself, { client })).manifest?.state).toBe('ACTIVE')
    expect((await changesAfter(app, position)).nodes).toMatchObject([{ state: 'ACTIVE', operations: [{ name: 'Me' }] }])
  })

  test('at the same time, in parts and whole, ends with one version that has each operation once', async () => {
    const { asItself, client } = await developer('fay')
    const given = operations(40)
    const parts = [0, 10, 20, 30].map((from) => given.slice(from, from + 10))
    await Promise.all(
      [...parts, ...parts].map((part) => store(app, asItself, { client, operations: part, complete: false })),
    )
    const whole = await Promise.all([1, 2].map(() => store(app, asItself, { client, operations: given })))
    expect(whole[0]).toEqual(whole[1])
    expect(whole[0]?.manifest).toMatchObject({ state: 'ACTIVE', operationCount: 40 })
  })
})

describe('a client’s name', () => {
  test('belongs to the first app that stores something under it, under any race', async () => {
    const [gil, hal] = [await developer('gil'), await developer('hal')]
    const both = await Promise.all([gil, hal].map(({ asItself }) => store(app, asItself, { client: 'the-name' })))
    expect(both.flatMap(refusals)).toEqual(['FORBIDDEN input.client'])
    const [winner, loser] = both[0]?.manifest ? [gil, hal] : [hal, gil]
    expect(refusals(await store(app, winner.asItself, { client: 'the-name', version: '2' }))).toEqual([])
    expect(refusals(await store(app, loser.asItself, { client: 'the-name', version: '3' }))).toEqual([
      'FORBIDDEN input.client',
    ])
  })

  test('is one of ten that an app may have', async () => {
    const { asItself } = await developer('ida')
    for (let number = 1; number <= 10; number++) await store(app, asItself, { client: `ida-${number}` })
    expect(refusals(await store(app, asItself, { client: 'ida-11' }))).toEqual(['LIMIT_REACHED input.client'])
    expect(refusals(await store(app, asItself, { client: 'ida-10', version: '2' }))).toEqual([])
  })
})

describe('who may store', () => {
  test('is the app itself, or its owner, who names it the first time', async () => {
    const { owner, id, client } = await developer('jon')
    expect(refusals(await store(app, owner, { client }))).toEqual(['NOT_FOUND input.appId'])
    expect(refusals(await store(app, owner, { client, appId: id }))).toEqual([])
    expect(refusals(await store(app, owner, { client, version: '2' }))).toEqual([])
    expect(refusals(await retire(app, owner, client, '2'))).toEqual([])
  })

  test('is nobody else, to whom the app and its clients do not exist', async () => {
    const [kim, leo] = [await developer('kim'), await developer('leo')]
    await store(app, kim.asItself, { client: kim.client })
    for (const as of [leo.owner, leo.asItself])
      expect(refusals(await store(app, as, { client: 'x', appId: kim.id }))).toEqual(['NOT_FOUND input.appId'])
    expect(refusals(await store(app, leo.owner, { client: kim.client }))).toEqual(['NOT_FOUND input.appId'])
    expect(refusals(await retire(app, leo.asItself, kim.client, '1.0.0'))).toEqual(['NOT_FOUND input.version'])
  })

  test('is no app without the scope for it, and nobody anonymous', async () => {
    const { id } = await developer('mia')
    const text = `mutation { storeManifest(input: {client: "mia", version: "1", operations: []}) { manifest { id } } }`
    const codeFor = async (as: Parameters<LoneSubgraph['answer']>[2]) =>
      (await app.answer(text, {}, as)).errors?.[0]?.extensions['code']
    expect(await codeFor(asApp({ id }, 'developer:read'))).toBe('FORBIDDEN')
    expect(await codeFor(anonymous)).toBe('UNAUTHENTICATED')
  })
})

describe('what is stored', () => {
  const body = 'query { viewer { user { id } } }'
  test.each([
    ['a client in capitals', { client: 'iOS' }, 'client'],
    ['a client of 65 characters', { client: 'x'.repeat(65) }, 'client'],
    ['no version', { version: '' }, 'version'],
    ['a version with a space', { version: '1 0' }, 'version'],
    ['an id with a space', { operations: [{ id: 'a b', name: 'A', body, cost: 1 }] }, 'operations.0.id'],
    ['an id twice', { operations: [1, 2].map(() => operation('A')) }, 'operations.1.id'],
    [
      'a text of 64 KB and a byte',
      { operations: [operation('A', { body: `${'é'.repeat(32 * 1_024)}x` })] },
      'operations.0.body',
    ],
    ['no text', { operations: [operation('A', { body: ' ' })] }, 'operations.0.body'],
    ['a text with a NUL', { operations: [operation('A', { body: 'a\u0000' })] }, 'operations.0.body'],
    ['a negative cost', { operations: [operation('A', { cost: -1 })] }, 'operations.0.cost'],
    ['2,001 operations', { operations: operations(2_001) }, 'operations'],
    ['nothing, and that is all', { operations: [] }, 'operations'],
  ])('is refused with %s', async (_what, input, path) => {
    const { asItself, client } = await developer(`n${path.length}.${Math.random().toString(36).slice(2, 10)}`)
    expect(refusals(await store(app, asItself, { client, ...input }))).toEqual([`VALIDATION_FAILED input.${path}`])
  })

  test('is at most 2,000 operations and 5 MB in a version, however they arrive', async () => {
    const { asItself, client } = await developer('noa')
    expect(refusals(await store(app, asItself, { client, operations: operations(2_000), complete: false }))).toEqual([])
    const beyond = ['LIMIT_REACHED input.operations']
    expect(refusals(await store(app, asItself, { client, operations: [operation('Last')] }))).toEqual(beyond)

    const large = (number: number) => operation(`L${number}`, { body: `${number}`.padEnd(64 * 1_024, '#') })
    const version = '2'
    for (let at = 0; at < 80; at += 10) {
      const part = Array.from({ length: 10 }, (_, number) => large(at + number))
      expect(refusals(await store(app, asItself, { client, version, operations: part, complete: false }))).toEqual([])
    }
    expect(refusals(await store(app, asItself, { client, version, operations: [large(80)] }))).toEqual(beyond)
    expect((await store(app, asItself, { client, version, operations: [large(79)] })).manifest?.operationCount).toBe(80)
  })

  test('is at most 25 MB for an app, without what is retired; ten times as much for our own', async () => {
    const { asItself, client, id } = await developer('ole')
    await store(app, asItself, { client })
    await app.db.execute(sql`update manifests set body_bytes = 26214400 where client = ${client}`)
    const next = { client, version: '2' }
    expect(refusals(await store(app, asItself, next))).toEqual(['LIMIT_REACHED input.operations'])
    await app.db.execute(sql`update apps set first_party = true where owner_id in (select owner_id from apps a
      join client_names c on c.app_id = a.id where c.name = ${client})`)
    expect(refusals(await store(app, asItself, next))).toEqual([])
    await app.db.execute(sql`update apps set first_party = false`)
    await retire(app, asItself, client, '1.0.0')
    expect(refusals(await store(app, asPublisher({ id }), { client, version: '3' }))).toEqual([])
  })

  test('is at most 200 versions of a client: the one that was retired first makes room', async () => {
    const { owner, id, asItself, client } = await developer('pia')
    for (let version = 1; version <= 200; version++) await store(app, asItself, { client, version: `${version}` })
    expect(refusals(await store(app, asItself, { client, version: '201' }))).toEqual(['LIMIT_REACHED input.version'])
    for (const version of ['7', '3']) {
      await retire(app, asItself, client, version)
      app.clock.advance(1)
    }
    expect(refusals(await store(app, asItself, { client, version: '201' }))).toEqual([])
    const versions = (await manifestsOf(app, owner, id)).map((one) => one.version)
    expect([versions.length, versions[0]]).toEqual([100, '201'])
    expect(refusals(await retire(app, asItself, client, '7'))).toEqual(['NOT_FOUND input.version'])
    expect(refusals(await retire(app, asItself, client, '3'))).toEqual([])
  })

  test('takes nine statements for a new client, seven for a new version, four to store again', async () => {
    const { asItself, client } = await developer('quim')
    expect(await app.statementsOf(() => store(app, asItself, { client, operations: operations(50) }))).toBe(9 + 2)
    const version = '2'
    expect(await app.statementsOf(() => store(app, asItself, { client, version, operations: operations(50) }))).toBe(
      7 + 2,
    )
    expect(await app.statementsOf(() => store(app, asItself, { client, operations: operations(50) }))).toBe(4 + 2)
    expect(await app.db.$count(manifestOperations)).toBeGreaterThan(100)
  })
})
