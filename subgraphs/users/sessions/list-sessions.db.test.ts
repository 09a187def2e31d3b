import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { users } from '../subgraph.ts'
import { actorOf, endSession, fill, newcomer, refresh, refusals, signIn } from '../test-people.ts'
import { liveSessions } from './reads.ts'
import { sessions } from './tables.ts'

let app: LoneSubgraph
beforeAll(async () => {
  app = await loneSubgraph(users)
})
afterAll(() => app[Symbol.asyncDispose]())

const DAY_MS = 24 * 60 * 60 * 1_000
const list = '{ viewer { sessions { id device createdAt lastSeenAt current } } }'
const idOf = ({ sessionId }: Actor) => encodeId('Session', sessionId)
const listOf = async (actor: Actor): Promise<{ id: string; current: boolean; lastSeenAt: string; device: string }[]> =>
  (await app.ask(list, {}, actor)).viewer.sessions

describe('the list of sessions', () => {
  test('shows where one is signed in, the most recently used first, and which one this is', async () => {
    const first = await newcomer(app, 'ada')
    app.clock.advance(1_000)
    const second = actorOf((await signIn(app, 'ada')).tokens!)
    await newcomer(app, 'somebody')

    expect(await listOf(first)).toMatchObject([
      { id: idOf(second), current: false, device: 'vitest', lastSeenAt: app.clock.now().toISOString() },
      { id: idOf(first), current: true },
    ])
    app.clock.advance(1_000)
    await refresh(app, first.tokens.refreshToken)
    expect((await listOf(second)).map(({ id, current }) => [id, current])).toEqual([
      [idOf(first), false],
      [idOf(second), true],
    ])
  })

  test('leaves out what has ended or is over', async () => {
    const first = await newcomer(app, 'ben')
    app.clock.advance(7 * DAY_MS)
    const second = actorOf((await signIn(app, 'ben')).tokens!)
    const third = actorOf((await signIn(app, 'ben')).tokens!)
    await endSession(app, third)
    expect((await listOf(first)).map(({ id }) => id)).toEqual([idOf(second)])
  })

  test('has at most 100 entries for each person', async () => {
    const [many, few] = [await newcomer(app, 'many'), await newcomer(app, 'few')]
    for (let i = 0; i < 104; i++) await insertSession(many, i)
    expect(await listOf(many)).toHaveLength(100)
    const rows = await liveSessions(app.db, app.clock.now(), [many.id, few.id])
    expect(rows.filter(({ userId }) => userId === few.id)).toHaveLength(1)
  })

  test('takes two statements with the check that there is such a person, and uses its index', async () => {
    const cleo = await newcomer(app, 'cleo')
    expect(await app.statementsOf(() => listOf(cleo))).toBe(2)

    await fill(app, [
      sql`insert into accounts (id, email, email_folded, password_hash, locale, created_at)
        select gen_random_uuid(), 'p' || n, 'p' || n, '', 'en', now() from generate_series(1, 2000) n`,
      sql`insert into sessions (id, user_id, device, created_at, last_seen_at, family_hash, token_hash)
        select gen_random_uuid(), a.id, 'd', now(), now(), a.id || '.' || n, ''
        from accounts a, generate_series(1, 15) n`,
      sql`analyze accounts, sessions`,
    ])
    const { rows } = await app.db.execute(sql`explain ${liveSessions(app.db, app.clock.now(), [cleo.id]).getSQL()}`)
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).toMatch(/Index Scan (Backward using|on) sessions_of_user/)
    expect(plan).not.toMatch(/Seq Scan/)
  })

  const insertSession = ({ id: userId }: Actor, n: number) => {
    const at = app.clock.now()
    const hashes = { familyHash: `family of ${userId} ${n}`, tokenHash: '' }
    return app.db
      .insert(sessions)
      .values({ id: mintId('Session', at), userId, device: '', createdAt: at, lastSeenAt: at, ...hashes })
  }
})

describe('ending a session', () => {
  test('signs out here without an id, and elsewhere with one; doing it again changes nothing', async () => {
    const here = await newcomer(app, 'dora')
    const there = actorOf((await signIn(app, 'dora')).tokens!)

    expect(await endSession(app, here, idOf(there))).toMatchObject({ endedSessionId: idOf(there), userErrors: [] })
    expect((await listOf(here)).map(({ id }) => id)).toEqual([idOf(here)])
    expect((await endSession(app, here)).endedSessionId).toBe(idOf(here))
    expect((await endSession(app, here)).endedSessionId).toBe(idOf(here))
    expect(await listOf(here)).toEqual([])
  })

  test('finds neither somebody else’s session nor one that does not exist, and does not tell them apart', async () => {
    const [eve, gil] = [await newcomer(app, 'eve'), await newcomer(app, 'gil')]
    const foreign = await endSession(app, eve, idOf(gil))
    expect(refusals(foreign)).toEqual(['NOT_FOUND input.sessionId'])
    expect(await endSession(app, eve, idOf(app.newActor()))).toEqual(foreign)
    expect(refusals(await refresh(app, gil.tokens.refreshToken))).toEqual([])
    expect(refusals(await endSession(app, app.newActor()))).toEqual(['NOT_FOUND'])
  })

  test('takes no id of another kind', async () => {
    const fay = await newcomer(app, 'fay')
    for (const id of [encodeId('User', fay.id), fay.sessionId, '', 'session_'])
      expect(refusals(await endSession(app, fay, id))).toEqual(['VALIDATION_FAILED input.sessionId'])
  })

  test('is for those who are signed in', async () => {
    const { errors } = await app.answer('mutation { endSession(input: {}) { endedSessionId } }')
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
  })
})

describe('a reference to a session', () => {
  test('leads to the viewer’s own, and to nothing for anybody else', async () => {
    const [hal, ida] = [await newcomer(app, 'hal'), await newcomer(app, 'ida')]
    const find = (id: string, as?: Actor) =>
      app.ask(
        'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Session { id current } } }',
        { of: [{ __typename: 'Session', id }] },
        as,
      )
    expect(await find(idOf(hal), hal)).toEqual({ _entities: [{ id: idOf(hal), current: true }] })
    expect(await find(idOf(hal), ida)).toEqual({ _entities: [null] })
    expect(await find(idOf(hal))).toEqual({ _entities: [null] })
    await endSession(app, hal)
    expect(await find(idOf(hal), hal)).toEqual({ _entities: [null] })
  })
})

describe('sweeping', () => {
  test('forgets sessions 30 days after they were opened, and no others', async () => {
    const old = await newcomer(app, 'jon')
    app.clock.advance(29 * DAY_MS)
    const young = await newcomer(app, 'kim')
    await app.doChores()
    const held = async () => (await app.db.select({ id: sessions.id }).from(sessions)).map(({ id }) => id)
    expect((await held()).includes(old.sessionId)).toBe(true)
    app.clock.advance(DAY_MS + 1)
    await app.doChores()
    const left = await held()
    expect([left.includes(old.sessionId), left.includes(young.sessionId)]).toEqual([false, true])
  })
})
