import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { accounts } from '../accounts/tables.ts'
import { users } from '../subgraph.ts'
import { actorOf, endSession, newcomer, refresh, refusals } from '../test-people.ts'
import { sessions } from './tables.ts'

let app: LoneSubgraph
beforeAll(async () => {
  app = await loneSubgraph(users)
})
afterAll(() => app[Symbol.asyncDispose]())

const DAY_MS = 24 * 60 * 60 * 1_000
const expired = ['SESSION_EXPIRED input.refreshToken']

/** The token that a token is traded for. */
const trade = async (token: string) => (await refresh(app, token)).tokens!.refreshToken

describe('a refresh token', () => {
  test('is traded for a new pair of the same session', async () => {
    const ada = await newcomer(app, 'ada')
    const { tokens } = await refresh(app, ada.tokens.refreshToken)
    expect(actorOf(tokens!)).toEqual({ kind: 'user', id: ada.id, sessionId: ada.sessionId })
    expect(tokens!.refreshToken).not.toBe(ada.tokens.refreshToken)
    expect(new Date(tokens!.expiresAt).getTime()).toBe(app.clock.now().getTime() + 300_000)
  })

  test('gives the same successor again for ten seconds, for the answer may have been lost', async () => {
    const { tokens } = await newcomer(app, 'lost')
    const next = await trade(tokens.refreshToken)
    app.clock.advance(10_000)
    expect(await trade(tokens.refreshToken)).toBe(next)
    expect(await trade(next)).not.toBe(next)
  })

  test('gives one successor to all who ask at the same time', async () => {
    const { tokens } = await newcomer(app, 'tabs')
    const all = await Promise.all(Array.from({ length: 4 }, () => trade(tokens.refreshToken)))
    expect(new Set(all).size).toBe(1)
    expect(refusals(await refresh(app, all[0]!))).toEqual([])
  })

  test('that comes again after ten seconds ends its session, also for whoever holds the newest', async () => {
    const { tokens } = await newcomer(app, 'stolen')
    const next = await trade(tokens.refreshToken)
    app.clock.advance(10_001)
    expect(refusals(await refresh(app, tokens.refreshToken))).toEqual(expired)
    expect(refusals(await refresh(app, next))).toEqual(expired)
  })

  test('that comes again when its successor was used ends the session at once: the answer was not lost', async () => {
    const { tokens } = await newcomer(app, 'soon')
    const third = await trade(await trade(tokens.refreshToken))
    expect(refusals(await refresh(app, tokens.refreshToken))).toEqual(expired)
    expect(refusals(await refresh(app, third))).toEqual(expired)
  })

  test('ends its session however long ago it was used', async () => {
    const { tokens } = await newcomer(app, 'old')
    let newest = tokens.refreshToken
    for (let i = 0; i < 5; i++) {
      newest = await trade(newest)
      app.clock.advance(DAY_MS)
    }
    expect(refusals(await refresh(app, tokens.refreshToken))).toEqual(expired)
    expect(refusals(await refresh(app, newest))).toEqual(expired)
  })

  test('of one session says nothing about another session of the same person', async () => {
    const one = await newcomer(app, 'two-apps'.replace('-', '.'))
    const other = await newcomer(app, 'other')
    await trade(one.tokens.refreshToken)
    app.clock.advance(60_000)
    await refresh(app, one.tokens.refreshToken)
    expect(refusals(await refresh(app, other.tokens.refreshToken))).toEqual([])
  })

  test('is good for 7 days without use', async () => {
    const { tokens } = await newcomer(app, 'idle')
    app.clock.advance(7 * DAY_MS - 1)
    const next = await trade(tokens.refreshToken)
    app.clock.advance(7 * DAY_MS)
    expect(refusals(await refresh(app, next))).toEqual(expired)
  })

  test('is good until 30 days after signing in, however often it is used', async () => {
    const { tokens } = await newcomer(app, 'month')
    let newest = tokens.refreshToken
    for (let day = 0; day < 30; day += 5) {
      newest = await trade(newest)
      app.clock.advance(5 * DAY_MS - (day === 25 ? 1 : 0))
    }
    newest = await trade(newest)
    app.clock.advance(1)
    expect(refusals(await refresh(app, newest))).toEqual(expired)
  })

  test('is worth nothing when the session was ended', async () => {
    const ada = await newcomer(app, 'ended')
    await endSession(app, ada)
    expect(refusals(await refresh(app, ada.tokens.refreshToken))).toEqual(expired)
  })

  test('that is none is refused like an old one', async () => {
    const { tokens } = await newcomer(app, 'bent')
    const { refreshToken } = tokens
    for (const text of ['', 'x', refreshToken.slice(1), `${refreshToken}=`, 'A'.repeat(43), tokens.accessToken])
      expect(refusals(await refresh(app, text))).toEqual(expired)
    expect(refusals(await refresh(app, refreshToken))).toEqual([])
    expect(refusals(await refresh(app, 'A'.repeat(1_001)))).toEqual(['VALIDATION_FAILED input.refreshToken'])
  })

  test('says who is a moderator from the next token on, and who is no longer', async () => {
    const { tokens, id } = await newcomer(app, 'moderating')
    const roleIn = (accessToken: string) =>
      JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()).role
    const next = async (refreshToken: string) => (await refresh(app, refreshToken)).tokens!
    expect(roleIn(tokens.accessToken)).toBeUndefined()
    await app.db.update(accounts).set({ role: 'MODERATOR' }).where(eq(accounts.id, id))
    const raised = await next(tokens.refreshToken)
    expect(roleIn(raised.accessToken)).toBe('MODERATOR')
    await app.db.update(accounts).set({ role: null }).where(eq(accounts.id, id))
    expect(roleIn((await next(raised.refreshToken)).accessToken)).toBeUndefined()
  })

  test('takes two statements, and a begin and a commit', async () => {
    const { tokens } = await newcomer(app, 'counted')
    expect(await app.statementsOf(() => refresh(app, tokens.refreshToken))).toBe(2 + 2)
  })

  test('is nowhere in the database', async () => {
    const { tokens } = await newcomer(app, 'nowhere')
    const next = await trade(tokens.refreshToken)
    const rows = JSON.stringify(await app.db.select().from(sessions))
    for (const token of [tokens.refreshToken, next]) {
      expect(rows).not.toContain(token)
      expect(rows).not.toContain(Buffer.from(token, 'base64url').toString('hex'))
    }
  })
})
