import { encodeId } from '@varal/platform/global-ids'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf, type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { users } from '../subgraph.ts'
import { fill, newcomer } from '../test-people.ts'
import { profilesByHandle, profilesById } from './reads.ts'

let app: LoneSubgraph
beforeAll(async () => {
  app = await loneSubgraph(users)
})
afterAll(() => app[Symbol.asyncDispose]())

const find = async (args: object) =>
  (await app.ask('query ($id: ID, $handle: String) { user(id: $id, handle: $handle) { id handle } }', args)).user
const resolve = (references: object[]) =>
  app.ask(
    'query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { id handle displayName version joinedAt } } }',
    { of: references.map((one) => ({ __typename: 'User', ...one })) },
  )

describe('a person', () => {
  test('is found by id or by handle, however that is written', async () => {
    const ada = await newcomer(app, 'ada')
    const found = { id: globalIdOf(ada), handle: 'ada' }
    expect(await find({ id: globalIdOf(ada) })).toEqual(found)
    expect(await find({ handle: 'ada', id: null })).toEqual(found)
    expect(await find({ handle: 'ÁDA' })).toEqual(found)
  })

  test('is null if there is no such one, whatever was asked for', async () => {
    const nobody = app.newActor()
    expect(await find({ id: globalIdOf(nobody) })).toBeNull()
    for (const id of ['', 'x', nobody.id, encodeId('Session', nobody.sessionId)]) expect(await find({ id })).toBeNull()
    for (const handle of ['', 'nobody', '\u0000\u0000\u0000', 'x'.repeat(10_000)])
      expect(await find({ handle })).toBeNull()
  })

  test('is asked for by exactly one of id and handle', async () => {
    for (const args of ['', '(id: null)', '(id: "user_x", handle: "ada")']) {
      const { errors } = await app.answer(`{ user${args} { id } }`)
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_REQUEST', retryable: false })
    }
  })
})

describe('references from other subgraphs', () => {
  test('lead to people by id and by handle, and to null where there is nobody', async () => {
    const [ben, cleo] = [await newcomer(app, 'ben'), await newcomer(app, 'cleo')]
    const { _entities } = await resolve([
      { id: globalIdOf(ben) },
      { handle: 'Cleo' },
      { id: globalIdOf(app.newActor()) },
      { id: 'nonsense' },
      { handle: '\u0000' },
    ])
    expect(_entities).toMatchObject([{ handle: 'ben', version: '1' }, { id: globalIdOf(cleo) }, null, null, null])
  })

  test('take one statement for all ids and one for all handles', async () => {
    const people = []
    for (let i = 0; i < 6; i++) people.push(await newcomer(app, `person${i}`))
    const byId = people.slice(0, 3).map((one) => ({ id: globalIdOf(one) }))
    const byHandle = [3, 4, 5].map((i) => ({ handle: `person${i}` }))
    expect(await app.statementsOf(() => resolve(byId))).toBe(1)
    expect(await app.statementsOf(() => resolve([...byId, ...byHandle]))).toBe(2)
  })

  test('are looked up through indexes', async () => {
    await fill(app, [
      sql`insert into accounts (id, email, email_folded, password_hash, locale, created_at)
        select gen_random_uuid(), 'p' || n, 'p' || n, '', 'en', now() from generate_series(1, 30000) n`,
      sql`insert into profiles (id, handle, display_name, joined_at)
        select id, email, email, now() from accounts where password_hash = ''`,
      sql`insert into left_handles (handle, user_id, left_at) select 'old' || handle, id, now() from profiles`,
      sql`analyze profiles, left_handles`,
    ])
    const { rows } = await app.db.execute<{ id: string; handle: string }>(sql`select id, handle from profiles limit 20`)

    const planOf = async (query: { getSQL(): any }) =>
      (await app.db.execute(sql`explain ${query.getSQL()}`)).rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(await planOf(profilesById(app.db)(rows.map(({ id }) => id as never)))).toMatch(/Index Scan.* profiles_pkey/)
    const byHandle = await planOf(profilesByHandle(app.db)(rows.map(({ handle }) => handle)))
    expect(byHandle).toMatch(/Index Scan.* profiles_handle/)
    expect(byHandle).toMatch(/Index.* left_handles_/)
    expect(byHandle).not.toMatch(/Seq Scan/)
  })
})
