import { lastNumber } from '@varal/platform/live/number-items'
import { manifestsTopic } from '@varal/schema/live'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { asPublisher, deleteApp, newApp } from '../apps/test-apps.ts'
import { users } from '../subgraph.ts'
import { fill, newcomer, refusals } from '../test-people.ts'
import { changedManifests, textsOfManifests } from './reads.ts'
import { manifestOperations, manifests } from './tables.ts'
import { changesAfter, operation, operations, type Page, retire, store } from './test-manifests.ts'

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

const states = ({ nodes }: Page) => nodes.map(({ client, version, state }) => `${client} ${version} ${state}`)
/** The position that a gateway has which has read everything. */
const end = () => lastNumber(app.db, manifestsTopic)

describe('what gateways read', () => {
  test('is everything that was published, with its texts, in the order of its positions', async () => {
    const { id, asItself } = await developer('ada')
    const given = [operation('B', { id: 'b', cost: 5 }), operation('A', { id: 'a' })]
    await store(app, asItself, { client: 'ada', operations: given })
    await store(app, asItself, { client: 'ada', version: '2' })
    const page = await changesAfter(app, '0')
    expect(states(page)).toEqual(['ada 1.0.0 ACTIVE', 'ada 2 ACTIVE'])
    expect(page).toMatchObject({ position: '2', hasNextPage: false })
    expect(page.nodes[0]).toMatchObject({ position: '1', appId: id })
    expect(page.nodes[0]?.operations).toHaveLength(2)
    expect(page.nodes[0]?.operations).toEqual(expect.arrayContaining(given))
    expect(await changesAfter(app, page.position)).toEqual({ nodes: [], position: '2', hasNextPage: false })
  })

  test('comes again, at a new position and without texts, when it is retired', async () => {
    const { asItself } = await developer('ben')
    await store(app, asItself, { client: 'ben' })
    const before = await end()
    expect(await app.statementsOf(() => retire(app, asItself, 'ben', '1.0.0'))).toBe(3 + 2)
    const page = await changesAfter(app, before)
    expect(page.nodes).toMatchObject([{ client: 'ben', state: 'RETIRED', operations: [] }])
    expect(refusals(await retire(app, asItself, 'ben', '1.0.0'))).toEqual([])
    expect((await changesAfter(app, page.position)).nodes).toEqual([])
    expect(states(await changesAfter(app, 0)).filter((one) => one.startsWith('ben'))).toEqual(['ben 1.0.0 RETIRED'])
  })

  test('has no drafts; to retire one is to discard it, and to begin anew', async () => {
    const { asItself } = await developer('cleo')
    const before = await end()
    await store(app, asItself, { client: 'cleo', operations: [operation('Old')], complete: false })
    expect((await retire(app, asItself, 'cleo', '1.0.0')).manifest).toMatchObject({ state: 'RETIRED' })
    expect(refusals(await retire(app, asItself, 'cleo', '1.0.0'))).toEqual(['NOT_FOUND input.version'])
    expect((await changesAfter(app, before)).nodes).toEqual([])
    await store(app, asItself, { client: 'cleo', operations: [operation('New')] })
    expect((await changesAfter(app, before)).nodes).toMatchObject([{ operations: [{ name: 'New' }] }])
  })

  test('is retired for good when its app ends; another app may take the name and the version', async () => {
    const [dora, eve] = [await developer('dora'), await developer('eve')]
    await store(app, dora.asItself, { client: 'old' })
    await store(app, dora.asItself, { client: 'old', version: '2' })
    await store(app, dora.asItself, { client: 'old', version: '3', complete: false })
    const before = await end()
    // The app, its manifests, their numbers, the change, the app again.
    expect(await app.statementsOf(() => deleteApp(app, dora.owner, dora.id))).toBe(5 + 2)
    const page = await changesAfter(app, before)
    expect(states(page).filter((one) => !one.includes(' 3 '))).toEqual(['old 1.0.0 RETIRED', 'old 2 RETIRED'])
    expect(page.nodes[0]?.appId).toBeNull()

    await store(app, eve.asItself, { client: 'old' })
    expect((await changesAfter(app, page.position)).nodes).toMatchObject([
      { appId: eve.id, version: '1.0.0', state: 'ACTIVE' },
    ])
  })

  test('never misses what was published at the same time', async () => {
    const makers = await Promise.all(['fay', 'gil', 'hal'].map(developer))
    const start = await end()
    const seen: string[] = []
    let position = String(start)
    let isOver = false
    const reading = (async () => {
      for (let last = false; !last; ) {
        last = isOver
        const page = await changesAfter(app, position, 2)
        seen.push(...page.nodes.map((node) => node.position))
        position = page.position
        last &&= !page.hasNextPage
      }
    })()
    const publish = ({ asItself }: (typeof makers)[number], maker: number) =>
      Array.from({ length: 10 }, (_, version) => store(app, asItself, { client: `m${maker}`, version: `${version}` }))
    await Promise.all(makers.flatMap(publish))
    isOver = true
    await reading
    expect(seen).toEqual(Array.from({ length: 30 }, (_, number) => String(start + 1 + number)))
  })

  test('comes in pages that are bounded by number and by size, each with something new', async () => {
    const { asItself } = await developer('ida')
    const before = await end()
    const body = '#'.repeat(60 * 1_024)
    const large = (name: string) =>
      Array.from({ length: 20 }, (_, number) => operation(name, { id: `${number}`, body: `${name}${body}` }))
    for (const version of ['1', '2', '3'])
      await store(app, asItself, { client: 'large', version, operations: large(version) })
    await store(app, asItself, { client: 'large', version: '4', operations: large('4'), complete: false })
    await store(app, asItself, {
      client: 'large',
      version: '4',
      operations: large('4').map((one) => ({ ...one, id: `more ${one.id}`.replace(' ', '-') })),
    })

    const first = await changesAfter(app, before)
    expect(states(first)).toEqual(['large 1 ACTIVE'])
    expect(first.hasNextPage).toBe(true)
    expect(states(await changesAfter(app, Number(first.position) + 2))).toEqual(['large 4 ACTIVE'])
    await retire(app, asItself, 'large', '2')
    await retire(app, asItself, 'large', '3')
    expect(states(await changesAfter(app, Number(first.position) + 3, 1))).toEqual(['large 2 RETIRED'])
    expect(states(await changesAfter(app, Number(first.position) + 3, 2))).toHaveLength(2)
  })

  test.each([
    ['-1', 20],
    ['x', 20],
    ['1e3', 20],
    ['9'.repeat(16), 20],
    ['0', 0],
    ['0', 101],
  ])('is not read after %s, %s at a time', async (after, first) => {
    await expect(changesAfter(app, after, first)).rejects.toThrow(/`(after|first)` is/)
  })

  test('takes one statement when nothing is new and two with texts, both by an index', async () => {
    const { asItself } = await developer('jon')
    const before = await end()
    expect(await app.statementsOf(() => changesAfter(app, before))).toBe(1)
    await store(app, asItself, { client: 'jon', operations: operations(30) })
    expect(await app.statementsOf(() => changesAfter(app, before))).toBe(2)

    await fill(app, [
      sql`insert into manifests (id, app_id, client, version, state, stored_at, position)
        select gen_random_uuid(), null, 'c' || n, '1', 'RETIRED', now(), 1000000 + n from generate_series(1, 5000) n`,
      sql`insert into manifest_operations (manifest_id, operation_id, name, body, cost)
        select id, n::text, 'x', 'x', 1 from manifests, generate_series(1, 5) n where client like 'c%'`,
      sql`analyze manifests, manifest_operations`,
    ])
    const [held] = await app.db.select().from(manifests).limit(1)
    const explain = async (statement: { getSQL(): unknown }) =>
      (await app.db.execute(sql`explain ${statement.getSQL()}`)).rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(await explain(changedManifests(app.db, 1_004_000, 21))).toMatch(/Index Scan using manifests_position/)
    expect(await explain(textsOfManifests(app.db)([held!.id]))).not.toMatch(/Seq Scan/)
    await app.db.execute(sql`delete from manifests where position > 1000000`)
  })
})

describe('sweeping', () => {
  test('forgets drafts after a day without additions, and what was nobody’s for a week', async () => {
    const [kim, leo] = [await developer('kim'), await developer('leo')]
    await store(app, kim.asItself, { client: 'kim', complete: false })
    await store(app, leo.asItself, { client: 'leo' })
    await store(app, leo.asItself, { client: 'leo', version: '2' })
    await deleteApp(app, leo.owner, leo.id)
    const held = (client: string) => app.db.$count(manifests, sql`client = ${client}`)

    app.clock.advance(DAY_MS - 1)
    await store(app, kim.asItself, { client: 'kim', operations: [operation('Late')], complete: false })
    app.clock.advance(DAY_MS)
    await app.doChores()
    expect([await held('kim'), await held('leo')]).toEqual([1, 2])
    app.clock.advance(1)
    await app.doChores()
    expect([await held('kim'), await held('leo')]).toEqual([0, 2])

    app.clock.advance(5 * DAY_MS)
    await app.doChores()
    expect(await held('leo')).toBe(2)
    app.clock.advance(1)
    await app.doChores()
    expect(await held('leo')).toBe(0)
    expect(await app.db.$count(manifestOperations, sql`manifest_id not in (select id from manifests)`)).toBe(0)
  })
})
