import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { users } from '../subgraph.ts'
import { change, codeTo, mailsTo, verified } from '../test-accounts.ts'
import { newcomer, PASSWORD, refusals, register, registration, signIn } from '../test-people.ts'

let app: LoneSubgraph
beforeAll(async () => {
  app = await loneSubgraph(users)
})
afterAll(() => app[Symbol.asyncDispose]())

const HOUR_MS = 60 * 60 * 1_000
type Person = Awaited<ReturnType<typeof newcomer>>
const own = async (person: Person) => (await app.ask('{ viewer { email emailVerifiedAt } }', {}, person)).viewer
const verify = (token: string) => change(app, 'verifyEmail', { token }, undefined, 'email')
const askAgain = (person: Person, idempotencyKey = randomUUID()) =>
  change(app, 'requestEmailVerification', { idempotencyKey }, person, 'viewer { emailVerifiedAt }')

describe('an e-mail address', () => {
  test('is verified by the code that registering mails to it, once', async () => {
    const ada = await newcomer(app, 'ada')
    expect(await own(ada)).toEqual({ email: 'ada@example.org', emailVerifiedAt: null })
    const code = await codeTo(app, 'ada@example.org')
    expect(await verify(` ${code} `)).toEqual({ email: 'ada@example.org', userErrors: [] })
    expect((await own(ada)).emailVerifiedAt).toBe(app.clock.now().toISOString())
    expect(refusals(await verify(code))).toEqual(['CODE_INVALID input.token'])
  })

  test('gets its mail in the language of its person, with a link that keeps the code to itself', async () => {
    await register(app, registration('bia', { locale: 'pt-PT' }))
    const [mail] = await mailsTo(app, 'bia@example.org')
    expect(mail).toMatchObject({ subject: 'Confirme seu e-mail' })
    expect(mail!.text).toMatch(/^https:\/\/varal\.example\/verify-email#[\w-]{32}$/m)
  })

  test('is not verified by another code, one of another kind, or one of yesterday', async () => {
    const cleo = await newcomer(app, 'cleo')
    const code = await codeTo(app, 'cleo@example.org')
    await change(app, 'requestPasswordReset', { email: 'cleo@example.org' })
    const ofAnotherKind = await codeTo(app, 'cleo@example.org')
    expect(ofAnotherKind).not.toBe(code)
    for (const wrong of [ofAnotherKind, code.slice(1), `${code}x`, randomUUID(), "' or 1=1 --"])
      expect(refusals(await verify(wrong))).toEqual(['CODE_INVALID input.token'])
    app.clock.advance(24 * HOUR_MS)
    expect(refusals(await verify(code))).toEqual(['CODE_INVALID input.token'])
    expect((await own(cleo)).emailVerifiedAt).toBeNull()
  })

  test.each([['', ' ', 'a'.repeat(101), 'a\u0000b']].flat())('is not verified by %j', async (token) => {
    expect(refusals(await verify(token))).toEqual(['VALIDATION_FAILED input.token'])
  })

  test('gets another mail when asked, once for each key, five in an hour, and none when it is verified', async () => {
    const dora = await newcomer(app, 'dora')
    const count = async () => (await mailsTo(app, 'dora@example.org')).length
    const key = randomUUID()
    await askAgain(dora, key)
    await askAgain(dora, key)
    expect(await count()).toBe(2)
    for (let i = 0; i < 3; i++) expect(refusals(await askAgain(dora))).toEqual([])
    const { userErrors } = await askAgain(dora)
    expect(userErrors).toMatchObject([{ code: 'RATE_LIMITED', retryAfterMs: HOUR_MS }])

    app.clock.advance(HOUR_MS)
    await verify(await codeTo(app, 'dora@example.org'))
    const before = await count()
    expect(await askAgain(dora)).toMatchObject({ viewer: { emailVerifiedAt: expect.any(String) }, userErrors: [] })
    expect(await count()).toBe(before)
  })

  test('leaves neither codes nor, once it is mailed, itself in what the database keeps of mails', async () => {
    await newcomer(app, 'eve')
    const code = await codeTo(app, 'eve@example.org')
    const { rows } = await app.db.execute(sql`
      select row_to_json(t)::text as row from mails t union all select row_to_json(t)::text from mail_codes t
      union all select row_to_json(t)::text from outbox t`)
    expect(JSON.stringify(rows)).not.toContain(code)
    expect((await app.db.execute(sql`select 1 from mails where address = 'eve@example.org'`)).rows).toEqual([])
  })

  test('takes three statements to ask for a mail, besides those of a key, and four and a savepoint to verify', async () => {
    const fay = await newcomer(app, 'fay')
    expect(await app.statementsOf(() => askAgain(fay))).toBe(3 + 2 + 2)
    const code = await codeTo(app, 'fay@example.org')
    expect(await app.statementsOf(() => verify(code))).toBe(4 + 2 + 2)
  })
})

describe('changing the e-mail address', () => {
  const changeTo = (person: Person, newEmail: string, password = PASSWORD) =>
    change(app, 'changeEmail', { newEmail, password }, person, 'viewer { email }')

  test('counts once the new address is verified; the old one is told at once', async () => {
    const gil = await verified(app, 'gil')
    expect(await changeTo(gil, 'Gil@New.example')).toEqual({ viewer: { email: 'gil@example.org' }, userErrors: [] })
    const code = await codeTo(app, 'Gil@New.example')
    expect((await mailsTo(app, 'gil@example.org')).at(-1)!.subject).toBe('Your e-mail address is about to change')
    expect(refusals(await signIn(app, 'gil@new.example'))).toEqual(['CREDENTIALS_INVALID'])

    expect(await verify(code)).toEqual({ email: 'Gil@New.example', userErrors: [] })
    expect((await own(gil)).email).toBe('Gil@New.example')
    expect(refusals(await signIn(app, 'gil@new.example'))).toEqual([])
    expect(refusals(await signIn(app, 'gil@example.org'))).toEqual(['CREDENTIALS_INVALID'])
  })

  test('is taken back by another change, and by a new password', async () => {
    const hal = await newcomer(app, 'hal')
    await changeTo(hal, 'hal1@new.example')
    const first = await codeTo(app, 'hal1@new.example')
    await changeTo(hal, 'hal2@new.example')
    const second = await codeTo(app, 'hal2@new.example')
    expect(refusals(await verify(first))).toEqual(['CODE_INVALID input.token'])
    await change(app, 'changePassword', { password: PASSWORD, newPassword: 'another lamp' }, hal)
    expect(refusals(await verify(second))).toEqual(['CODE_INVALID input.token'])
    expect((await own(hal)).email).toBe('hal@example.org')
  })

  test('needs the password, an address, and one that is nobody else’s, then and at the end', async () => {
    const [ida, jon] = [await newcomer(app, 'ida'), await newcomer(app, 'jon')]
    expect(refusals(await changeTo(ida, 'ida@new.example', 'wrong'))).toEqual(['CREDENTIALS_INVALID input.password'])
    expect(refusals(await changeTo(ida, 'JON@example.org'))).toEqual(['EMAIL_TAKEN input.newEmail'])
    for (const none of ['', 'ida', `${'a'.repeat(243)}@example.org`, 'a\u0000@b.example'])
      expect(refusals(await changeTo(ida, none))).toEqual(['VALIDATION_FAILED input.newEmail'])
    expect(refusals(await changeTo(ida, 'ida@new.example', ''))).toEqual(['VALIDATION_FAILED input.password'])

    await changeTo(ida, 'wanted@new.example')
    await changeTo(jon, 'wanted@new.example')
    await app.doJobs()
    const [first, second] = (await mailsTo(app, 'wanted@new.example')).map(({ text }) => /^[\w-]{32}$/m.exec(text)![0])
    const both = await Promise.all([verify(first!), verify(second!)])
    expect(both.flatMap(refusals)).toEqual(['EMAIL_TAKEN input.token'])
  })
})
