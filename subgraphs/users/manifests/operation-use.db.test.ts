import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Asker, type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { asApp, asPublisher, newApp } from '../apps/test-apps.ts'
import { users } from '../subgraph.ts'
import { fill, newcomer, refusals } from '../test-people.ts'
import { manifestsOfApps, operationsOfManifests } from './reads.ts'
import { manifests } from './tables.ts'
import { manifestsOf, operation, operations, record, retire, store } from './test-manifests.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

let app: LoneSubgraph
beforeAll(async () => {
  app = await loneSubgraph(users)
})
afterAll(() => app[Symbol.asyncDispose]())

async function developer(handle: string) {
  const owner = await newcomer(app, handle)
  const { id } = await newApp(app, owner)
  return { owner, id, asItself: asPublisher({ id }) }
}

/** So many uses now. */
const use = (client: string, operationId: string, count = 1, given: object = {}) => ({
  client,
  version: '1.0.0',
  operationId,
  count,
  lastUsedAt: app.clock.now().toISOString(),
  ...given,
})

describe('what operations are used', () => {
  test('is added up by operation and version, and the version knows its last use', async () => {
    const { owner, id, asItself } = await developer('ada')
    const ops = ['a', 'b'].map((name) => operation(name, { id: name }))
    await store(app, asItself, { client: 'ada', operations: ops })
    await store(app, asItself, { client: 'ada', version: '2', operations: ops })
    const firstAt = app.clock.now().toISOString()
    expect(await record(app, [use('ada', 'a', 2), use('ada', 'a', 3), use('ada', 'b')])).toMatchObject({ recorded: 2 })
    app.clock.advance(1_000)
    await record(app, [use('ada', 'a', 10), use('ada', 'b', 1, { lastUsedAt: '2026-01-01T00:00:00Z' })])
    const lastAt = app.clock.now().toISOString()

    const [newer, older] = await manifestsOf(app, owner, id)
    expect(newer).toMatchObject({ version: '2', lastUsedAt: null })
    expect(older.lastUsedAt).toBe(lastAt)
    expect(older.operations.nodes).toMatchObject([
      { id: 'a', useCount: '15', lastUsedAt: lastAt },
      { id: 'b', useCount: '2', lastUsedAt: firstAt },
    ])
  })

  test('passes over what is not stored, and a clock that is ahead', async () => {
    const { owner, id, asItself } = await developer('ben')
    await store(app, asItself, { client: 'ben', operations: [operation('a', { id: 'a' })] })
    const strangers = [use('ben', 'x'), use('nobody', 'a'), use('ben', 'a', 1, { version: '9' })]
    expect(await record(app, [])).toMatchObject({ recorded: 0, userErrors: [] })
    expect(await record(app, strangers)).toMatchObject({ recorded: 0 })
    await record(app, [use('ben', 'a', 1, { lastUsedAt: '2099-01-01T00:00:00Z' }), ...strangers])
    expect((await manifestsOf(app, owner, id))[0].lastUsedAt).toBe(app.clock.now().toISOString())
  })

  test('loses nothing, and nobody waits for ever, when many gateways tell it at once', async () => {
    const { owner, id, asItself } = await developer('cleo')
    const given = operations(100)
    for (const client of ['cleo1', 'cleo2']) await store(app, asItself, { client, operations: given })
    const uses = given.flatMap((one) => ['cleo1', 'cleo2'].map((client) => use(client, one.id)))
    await Promise.all(Array.from({ length: 8 }, (_, turn) => record(app, turn % 2 ? uses : uses.toReversed())))
    for (const manifest of await manifestsOf(app, owner, id))
      for (const one of manifest.operations.nodes) expect(one.useCount).toBe('8')
  })

  test.each([
    ['1,001 of them', () => Array.from({ length: 1_001 }, () => use('x', 'x')), 'uses'],
    ['a count of none', () => [use('x', 'x', 0)], 'uses.0.count'],
    ['no time', () => [use('x', 'x', 1, { lastUsedAt: 'now' })], 'uses.0.lastUsedAt'],
    ['no client', () => [use('', 'x')], 'uses.0.client'],
  ])('is refused with %s', async (_what, uses, path) => {
    expect(refusals(await record(app, uses()))).toEqual([`VALIDATION_FAILED input.${path}`])
  })

  test('takes two statements for a thousand operations', async () => {
    const { asItself } = await developer('dora')
    const given = operations(1_000)
    await store(app, asItself, { client: 'dora', operations: given })
    const uses = given.map((one) => use('dora', one.id))
    expect(await app.statementsOf(() => record(app, uses))).toBe(2 + 2)
    expect((await record(app, uses)).recorded).toBe(1_000)
  })
})

describe('what could be retired', () => {
  const unused = async (id: string, days: number, as: Asker, page = 'first: 20') =>
    (
      await app.ask(
        `query ($id: ID, $days: Int!) { app(id: $id) { unusedManifests(days: $days, ${page}) {
          nodes { version } pageInfo { hasNextPage } } } }`,
        { id, days },
        as,
      )
    ).app.unusedManifests

  test('is active, published long enough ago, and not used since', async () => {
    const { owner, id, asItself } = await developer('eve')
    const input = { client: 'eve', operations: [operation('a', { id: 'a' })] }
    for (const version of ['used', 'idle', 'retired', 'draft'])
      await store(app, asItself, { ...input, version, complete: version !== 'draft' })
    await retire(app, asItself, 'eve', 'retired')
    app.clock.advance(29 * DAY_MS)
    await record(app, [use('eve', 'a', 1, { version: 'used' })])
    await store(app, asItself, { ...input, version: 'new' })
    expect((await unused(id, 30, owner)).nodes).toEqual([])
    app.clock.advance(2 * DAY_MS)
    expect((await unused(id, 30, owner)).nodes).toEqual([{ version: 'idle' }])
    expect((await unused(id, 1, asApp({ id }))).nodes.map((one: { version: string }) => one.version)).toEqual([
      'new',
      'idle',
      'used',
    ])
    expect((await unused(id, 1, owner, 'first: 1')).pageInfo.hasNextPage).toBe(true)
  })

  test('is asked for with 1 to 3,650 days', async () => {
    const { owner, id } = await developer('fay')
    for (const days of [0, -1, 3_651]) await expect(unused(id, days, owner)).rejects.toThrow('`days` is 1 to 3650')
    expect((await unused(id, 3_650, owner)).nodes).toEqual([])
  })
})

describe('lists of manifests', () => {
  test('take one statement each, however many apps and manifests are asked for', async () => {
    const { owner, asItself } = await developer('gil')
    for (const version of ['1', '2', '3']) await store(app, asItself, { client: 'gil', version })
    const second = await newApp(app, owner)
    await store(app, asPublisher(second), { client: 'gil2' })
    const text = `{ viewer { apps { nodes { manifests { nodes { operations { nodes { id useCount } } } }
      unusedManifests { nodes { id } } } } } }`
    // The viewer, the apps, their manifests, the unused ones, the operations.
    expect(await app.statementsOf(() => app.ask(text, {}, owner))).toBe(5)
  })

  test('are those of one’s own apps only, by reference as well', async () => {
    const [hal, ida] = [await developer('hal'), await developer('ida')]
    const { manifest } = await store(app, hal.asItself, { client: 'hal' })
    const refer = async (as: Asker) =>
      (
        await app.ask(
          'query ($of: [_Any!]!) { _entities(representations: $of) { ... on OperationManifest { client } } }',
          { of: [{ __typename: 'OperationManifest', id: manifest?.id }] },
          as,
        )
      )._entities[0]
    for (const as of [hal.owner, hal.asItself]) expect(await refer(as)).toEqual({ client: 'hal' })
    for (const as of [ida.owner, ida.asItself]) expect(await refer(as)).toBeNull()
  })

  test('are read by their indexes', async () => {
    const { id, asItself } = await developer('jon')
    await store(app, asItself, { client: 'jon' })
    await fill(app, [
      sql`insert into apps (id, owner_id, name, scopes, created_at)
        select gen_random_uuid(), owner_id, 'x', '{}', now() from apps, generate_series(1, 200)`,
      sql`insert into manifests (id, app_id, client, version, state, stored_at)
        select gen_random_uuid(), id, id::text, n::text, 'ACTIVE', now() from apps, generate_series(1, 5) n`,
      sql`insert into manifest_operations (manifest_id, operation_id, name, body, cost)
        select id, n::text, 'x', 'x', 1 from manifests, generate_series(1, 4) n where client like '%-%'`,
      sql`analyze apps, manifests, manifest_operations, operation_uses`,
    ])
    const [held] = await app.db.select().from(manifests).where(sql`client = 'jon'`)
    const request = { first: 20, after: null, sealKey: String }
    const explain = async (statement: { getSQL(): unknown }) =>
      (await app.db.execute(sql`explain ${statement.getSQL()}`)).rows.map((row) => row['QUERY PLAN']).join('\n')
    const ofApps = await explain(manifestsOfApps(app.db)([held!.appId!], request))
    expect(ofApps).toMatch(/manifests_of_app/)
    const ofManifests = await explain(operationsOfManifests(app.db)([held!.id], request))
    expect(ofManifests).toMatch(/manifest_operations_manifest_id_operation_id_pk/)
    for (const plan of [ofApps, ofManifests])
      expect(plan).not.toMatch(/Seq Scan on (apps|manifests|manifest_operations)/)
    expect(id).toMatch(/^app_/)
  })
})
