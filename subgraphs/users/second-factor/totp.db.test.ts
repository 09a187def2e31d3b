import { sql } from 'drizzle-orm'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { users } from '../subgraph.ts'
import { change, codeTo, mailsTo, signInWith } from '../test-accounts.ts'
import { newcomer, PASSWORD, refusals } from '../test-people.ts'

let app: LoneSubgraph
beforeAll(async () => {
  app = await loneSubgraph(users)
})
afterAll(() => app[Symbol.asyncDispose]())

const PERIOD_MS = 30_000
type Person = Awaited<ReturnType<typeof newcomer>>
const begin = (person: Person, password = PASSWORD) => change(app, 'beginTotp', { password }, person, 'secret uri')
const confirm = (person: Person, code: string) => change(app, 'confirmTotp', { code }, person, 'recoveryCodes')
const disable = (person: Person, code: string, password = PASSWORD) =>
  change(app, 'disableTotp', { code, password }, person, 'viewer { secondFactor { since } }')
const factorOf = async (person: Person) =>
  (await app.ask('{ viewer { secondFactor { since recoveryCodesLeft } } }', {}, person)).viewer.secondFactor
/** What an authenticator app shows, so many periods from now. */
const shown = (secret: string, periods = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({
    timestamp: app.clock.now().getTime() + periods * PERIOD_MS,
  })

/** Somebody with an authenticator app, whose last code has been used. */
async function protectedPerson(handle: string) {
  const person = await newcomer(app, handle)
  const { secret } = await begin(person)
  const { recoveryCodes } = await confirm(person, shown(secret))
  app.clock.advance(PERIOD_MS)
  return { person, secret: secret as string, recoveryCodes: recoveryCodes as string[] }
}

describe('a second factor', () => {
  test('is on once a code has shown that the app has the secret', async () => {
    const ada = await newcomer(app, 'ada')
    const { secret, uri } = await begin(ada)
    expect(secret).toMatch(/^[A-Z2-7]{32}$/)
    expect(uri).toBe(`otpauth://totp/Varal:ada?issuer=Varal&secret=${secret}&algorithm=SHA1&digits=6&period=30`)
    expect(await factorOf(ada)).toBeNull()
    expect(refusals(await signInWith(app, 'ada', {}))).toEqual([])

    const { recoveryCodes, userErrors } = await confirm(ada, ` ${shown(secret)} `)
    expect(userErrors).toEqual([])
    expect(new Set(recoveryCodes).size).toBe(10)
    for (const code of recoveryCodes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/)
    expect(await factorOf(ada)).toEqual({ since: app.clock.now().toISOString(), recoveryCodesLeft: 10 })
    expect(refusals(await signInWith(app, 'ada', {}))).toEqual(['MFA_REQUIRED input.otp'])
  })

  test('is asked for only when the password is right', async () => {
    await protectedPerson('ben')
    expect(refusals(await signInWith(app, 'ben', { password: 'wrong' }))).toEqual(['CREDENTIALS_INVALID'])
    expect(refusals(await signInWith(app, 'ben', { password: 'wrong', otp: '000000' }))).toEqual([
      'CREDENTIALS_INVALID',
    ])
  })

  test('takes the code of now, of the 30 seconds before and after, and no other', async () => {
    const { secret } = await protectedPerson('cleo')
    app.clock.advance(10 * PERIOD_MS)
    for (const periods of [-2, 2])
      expect(refusals(await signInWith(app, 'cleo', { otp: shown(secret, periods) }))).toEqual([
        'CODE_INVALID input.otp',
      ])
    for (const periods of [-1, 0, 1])
      expect(refusals(await signInWith(app, 'cleo', { otp: shown(secret, periods) }))).toEqual([])
  })

  test('takes each code once, under any race, and none that is older than one that was used', async () => {
    const { secret } = await protectedPerson('dora')
    app.clock.advance(10 * PERIOD_MS)
    const otp = shown(secret)
    const both = await Promise.all([signInWith(app, 'dora', { otp }), signInWith(app, 'dora', { otp })])
    expect(both.flatMap(refusals)).toEqual(['CODE_INVALID input.otp'])
    expect(both.filter(({ tokens }) => tokens)).toHaveLength(1)
    expect(refusals(await signInWith(app, 'dora', { otp: shown(secret, -1) }))).toEqual(['CODE_INVALID input.otp'])
  })

  test('takes each recovery code once, however it is written, and of its own person', async () => {
    const [{ person, recoveryCodes }, other] = [await protectedPerson('eve'), await protectedPerson('eva')]
    const [code = ''] = recoveryCodes
    expect(refusals(await signInWith(app, 'eva', { otp: code }))).toEqual(['CODE_INVALID input.otp'])
    const otp = ` ${code.toUpperCase().replaceAll('-', ' ')}`
    const both = await Promise.all([signInWith(app, 'eve', { otp }), signInWith(app, 'eve', { otp: code })])
    expect(both.flatMap(refusals)).toEqual(['CODE_INVALID input.otp'])
    expect(await factorOf(person)).toMatchObject({ recoveryCodesLeft: 9 })
    expect(await factorOf(other.person)).toMatchObject({ recoveryCodesLeft: 10 })
  })

  test('lets ten guesses through in 15 minutes, and then not even the right code', async () => {
    const { secret } = await protectedPerson('fay')
    // Confirming was one.
    for (let i = 0; i < 9; i++)
      expect(refusals(await signInWith(app, 'fay', { otp: shown(secret, 100 + i) }))).toEqual([
        'CODE_INVALID input.otp',
      ])
    expect(refusals(await signInWith(app, 'fay', { otp: shown(secret) }))).toEqual(['RATE_LIMITED'])
    app.clock.advance(15 * 60_000)
    expect(refusals(await signInWith(app, 'fay', { otp: shown(secret) }))).toEqual([])
  })

  test('is still asked for after the password was reset by mail', async () => {
    await protectedPerson('gil')
    await change(app, 'requestPasswordReset', { email: 'gil@example.org' })
    const token = await codeTo(app, 'gil@example.org')
    await change(app, 'resetPassword', { token, newPassword: 'a window, a moth' })
    expect(refusals(await signInWith(app, 'gil', { password: 'a window, a moth' }))).toEqual(['MFA_REQUIRED input.otp'])
  })

  test('is turned off with the password and a code, which its owner is told', async () => {
    const { person, secret, recoveryCodes } = await protectedPerson('hal')
    expect(refusals(await disable(person, shown(secret), 'wrong'))).toEqual(['CREDENTIALS_INVALID input.password'])
    expect(refusals(await disable(person, shown(secret, 9)))).toEqual(['CODE_INVALID input.code'])
    expect(await disable(person, recoveryCodes[3]!)).toEqual({ viewer: { secondFactor: null }, userErrors: [] })
    expect(refusals(await signInWith(app, 'hal', {}))).toEqual([])
    expect((await mailsTo(app, 'hal@example.org')).at(-1)!.subject).toBe('Two-step sign-in was turned off')
    expect(refusals(await disable(person, shown(secret)))).toEqual(['NOT_FOUND'])
  })

  test('gets new recovery codes, and the old ones end', async () => {
    const { person, secret, recoveryCodes } = await protectedPerson('ida')
    const input = { password: PASSWORD, code: shown(secret) }
    const renewed = await change(app, 'renewRecoveryCodes', input, person, 'recoveryCodes')
    expect(renewed.recoveryCodes).toHaveLength(10)
    expect(refusals(await change(app, 'renewRecoveryCodes', input, person))).toEqual(['CODE_INVALID input.code'])
    expect(refusals(await signInWith(app, 'ida', { otp: recoveryCodes[0]! }))).toEqual(['CODE_INVALID input.otp'])
    expect(refusals(await signInWith(app, 'ida', { otp: renewed.recoveryCodes[0] }))).toEqual([])
  })

  test('is not begun while there is one, nor confirmed when none was begun', async () => {
    const { person, secret } = await protectedPerson('jon')
    expect(refusals(await begin(person))).toEqual(['MFA_ALREADY_ON'])
    expect(refusals(await confirm(person, shown(secret)))).toEqual(['MFA_ALREADY_ON'])
    const kim = await newcomer(app, 'kim')
    expect(refusals(await confirm(kim, '123456'))).toEqual(['NOT_FOUND'])
    const old = await begin(kim)
    const { secret: newest } = await begin(kim)
    expect(refusals(await confirm(kim, shown(old.secret)))).toEqual(['CODE_INVALID input.code'])
    expect(refusals(await confirm(kim, shown(newest)))).toEqual([])
  })

  test('needs the password to begin', async () => {
    const lea = await newcomer(app, 'lea')
    expect(refusals(await begin(lea, 'wrong'))).toEqual(['CREDENTIALS_INVALID input.password'])
    expect(refusals(await begin(lea, ''))).toEqual(['VALIDATION_FAILED input.password'])
    for (const code of ['', ' ', '1'.repeat(41), '1\u00002'])
      expect(refusals(await confirm(lea, code))).toEqual(['VALIDATION_FAILED input.code'])
    expect(refusals(await signInWith(app, 'lea', { otp: '' }))).toEqual(['VALIDATION_FAILED input.otp'])
    expect(refusals(await signInWith(app, 'lea', { otp: '000000' }))).toEqual([])
  })

  test('keeps neither its secret nor its codes in readable form', async () => {
    const { secret, recoveryCodes } = await protectedPerson('mia')
    const { rows } = await app.db.execute(sql`
      select row_to_json(t)::text as row from second_factors t union all select row_to_json(t)::text from recovery_codes t
      union all select row_to_json(t)::text from outbox t`)
    for (const readable of [secret, recoveryCodes[0]!, recoveryCodes[0]!.replaceAll('-', '')])
      expect(JSON.stringify(rows)).not.toContain(readable)
  })

  test('takes one statement more when signing in; three to begin, four to confirm, seven to turn off', async () => {
    const nia = await newcomer(app, 'nia')
    const begun: { secret: string }[] = []
    expect(await app.statementsOf(async () => begun.push(await begin(nia)))).toBe(3 + 2)
    const { secret } = begun[0]!
    expect(await app.statementsOf(() => confirm(nia, shown(secret)))).toBe(4 + 2)
    app.clock.advance(PERIOD_MS)
    expect(await app.statementsOf(() => signInWith(app, 'nia', { otp: shown(secret) }))).toBe(4 + 2)
    app.clock.advance(PERIOD_MS)
    expect(await app.statementsOf(() => disable(nia, shown(secret)))).toBe(7 + 2 + 1)
  })
})
