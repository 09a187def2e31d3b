import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { users } from '../subgraph.ts'
import { change, codeTo, mailsTo } from '../test-accounts.ts'
import { newcomer, refresh, refusals, signIn } from '../test-people.ts'

let app: LoneSubgraph
beforeAll(async () => {
  app = await loneSubgraph(users)
})
afterAll(() => app[Symbol.asyncDispose]())

const HOUR_MS = 60 * 60 * 1_000
const NEW = 'a window, a moth, a lamp'
const request = (email: string) => change(app, 'requestPasswordReset', { email })
const reset = (token: string, newPassword = NEW) => change(app, 'resetPassword', { token, newPassword })
const emailOf = (handle: string) => `${handle}@example.org`

describe('a forgotten password', () => {
  test('is replaced with a code from a mail, once; all sessions end, and the address is verified', async () => {
    const ada = await newcomer(app, 'ada')
    expect(await request('ADA@example.org')).toEqual({ userErrors: [] })
    const code = await codeTo(app, emailOf('ada'))
    expect((await mailsTo(app, emailOf('ada'))).at(-1)!.text).toContain(`https://varal.example/reset-password#${code}`)
    expect(await reset(code)).toEqual({ userErrors: [] })

    expect(refusals(await refresh(app, ada.tokens.refreshToken))).toEqual(['SESSION_EXPIRED input.refreshToken'])
    expect(refusals(await signIn(app, 'ada'))).toEqual(['CREDENTIALS_INVALID'])
    expect(refusals(await signIn(app, 'ada', NEW))).toEqual([])
    expect(refusals(await reset(code, 'another window'))).toEqual(['CODE_INVALID input.token'])
    const { viewer } = await app.ask('{ viewer { emailVerifiedAt } }', {}, ada)
    expect(viewer.emailVerifiedAt).not.toBeNull()
    expect((await mailsTo(app, emailOf('ada'))).at(-1)!.subject).toBe('Your password was changed')
  })

  test('is asked for with one answer and the same statements, whether or not there is an account', async () => {
    await newcomer(app, 'ben')
    const before = app.mails.length
    expect(await request('nobody@example.org')).toEqual(await request(emailOf('ben')))
    const ofNobody = await app.statementsOf(() => request('nobody@example.org'))
    expect(ofNobody).toBe(2 + 2)
    expect(await app.statementsOf(() => request(emailOf('ben')))).toBe(ofNobody)

    await app.doJobs()
    expect(app.mails.slice(before).map(({ to }) => to)).toEqual([emailOf('ben'), emailOf('ben'), emailOf('ben')])
    expect((await app.db.execute(sql`select 1 from mails`)).rows).toEqual([])
  })

  test('is mailed about five times an hour at most, whether or not there is an account', async () => {
    await newcomer(app, 'cleo')
    for (const address of [emailOf('cleo'), 'nobody2@example.org']) {
      for (let i = 0; i < 5; i++) expect(refusals(await request(address))).toEqual([])
      expect((await request(address)).userErrors).toMatchObject([{ code: 'RATE_LIMITED', retryAfterMs: HOUR_MS }])
    }
    app.clock.advance(HOUR_MS)
  })

  test('is not replaced with a code of another kind, or one of an hour ago', async () => {
    await newcomer(app, 'dora')
    const ofAnotherKind = await codeTo(app, emailOf('dora'))
    await request(emailOf('dora'))
    const code = await codeTo(app, emailOf('dora'))
    expect(refusals(await reset(ofAnotherKind))).toEqual(['CODE_INVALID input.token'])
    app.clock.advance(HOUR_MS)
    expect(refusals(await reset(code))).toEqual(['CODE_INVALID input.token'])
    expect(refusals(await signIn(app, 'dora'))).toEqual([])
  })

  test('is replaced by one of two who have the code at the same time; other codes end with it', async () => {
    await newcomer(app, 'eve')
    await request(emailOf('eve'))
    const first = await codeTo(app, emailOf('eve'))
    await request(emailOf('eve'))
    const second = await codeTo(app, emailOf('eve'))
    const both = await Promise.all([reset(second), reset(second, `${NEW}!`)])
    expect(both.flatMap(refusals)).toEqual(['CODE_INVALID input.token'])
    expect(refusals(await reset(first))).toEqual(['CODE_INVALID input.token'])
  })

  test.each([
    ['no code', '', NEW, 'token'],
    ['a code of 101 characters', 'a'.repeat(101), NEW, 'token'],
    ['a short password', 'code', 'mnbvcxz', 'newPassword'],
    ['a long password', 'code', 'a'.repeat(201), 'newPassword'],
    ['a common password', 'code', 'Contraseña', 'newPassword'],
  ])('is not replaced with %s', async (_what, token, password, path) => {
    expect(refusals(await reset(token, password))).toEqual([`VALIDATION_FAILED input.${path}`])
  })

  test.each(['', 'ada', `${'a'.repeat(243)}@example.org`, 'a\u0000@example.org'])(
    'is not asked for with %j',
    async (email) => {
      expect(refusals(await request(email))).toEqual(['VALIDATION_FAILED input.email'])
    },
  )

  test('takes nine statements to replace, and hashes nothing for who has no code', async () => {
    await newcomer(app, 'fay')
    await request(emailOf('fay'))
    const code = await codeTo(app, emailOf('fay'))
    expect(await app.statementsOf(() => reset(code))).toBe(9 + 2)
    expect(await app.statementsOf(() => reset(code))).toBe(1)
  })

  test('that nobody used is swept with its code', async () => {
    await newcomer(app, 'gil')
    await request(emailOf('gil'))
    await codeTo(app, emailOf('gil'))
    await request(emailOf('gil'))
    app.clock.advance(49 * HOUR_MS)
    await app.doChores()
    for (const table of ['mails', 'mail_codes'])
      expect((await app.db.execute(`select * from ${table}`)).rows).toEqual([])
  })
})
