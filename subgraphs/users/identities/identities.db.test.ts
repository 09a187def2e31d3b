import { createHash, randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { users } from '../subgraph.ts'
import { change, codeTo, mailsTo, signInWith, verified } from '../test-accounts.ts'
import { actorOf, newcomer, PASSWORD, refusals, signIn } from '../test-people.ts'

let app: LoneSubgraph
beforeAll(async () => {
  app = await loneSubgraph(users)
})
afterAll(() => app[Symbol.asyncDispose]())

const ISSUER = 'https://id.example'
const secretCode = (secret: string, now: Date) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now.getTime() })
const newVerifier = () => randomBytes(32).toString('base64url')
const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url')

/** What the gateway does when the provider has sent somebody back. */
async function comesBack(subject: string, told: object = {}, verifier = newVerifier()) {
  const input = {
    ...{ challenge: challengeOf(verifier), issuer: ISSUER, subject, providerName: 'Example' },
    ...{ email: `${subject}@mail.example`, emailVerified: true, displayName: `${subject} of Example` },
    ...told,
  }
  const { code } = await change(app, 'storeSignInCode', input, undefined, 'code')
  return { code: code as string, verifier }
}
const FIELDS = `tokens { accessToken refreshToken expiresAt } suggested { name handle email }
  viewer { email emailVerifiedAt hasPassword user { handle } identities { issuer providerName email } }`
const enter = (input: object) => change(app, 'signInWithCode', input, undefined, FIELDS)
const newPerson = (handle: string, given: object = {}) => ({ newcomer: { name: handle, handle, ...given } })
async function registered(handle: string) {
  const payload = await enter({ ...(await comesBack(handle)), ...newPerson(handle) })
  return { ...payload, actor: actorOf(payload.tokens) }
}

describe('somebody new', () => {
  test('is asked how they are called, with what the provider said, and is then signed in', async () => {
    const code = await comesBack('ada')
    const asked = await enter(code)
    expect(refusals(asked)).toEqual(['REGISTRATION_REQUIRED input.newcomer'])
    expect(asked.suggested).toEqual({ name: 'ada of Example', handle: 'ada', email: 'ada@mail.example' })
    expect(asked.tokens).toBeNull()

    const { viewer, tokens, userErrors } = await enter({ ...code, ...newPerson('ada') })
    expect(userErrors).toEqual([])
    expect(viewer).toEqual({
      email: 'ada@mail.example',
      emailVerifiedAt: app.clock.now().toISOString(),
      hasPassword: false,
      user: { handle: 'ada' },
      identities: [{ issuer: ISSUER, providerName: 'Example', email: 'ada@mail.example' }],
    })
    expect(tokens.refreshToken).toBeTruthy()
    expect(await mailsTo(app, 'ada@mail.example')).toEqual([])
    const again = await enter(await comesBack('ada', { email: 'elsewhere@mail.example' }))
    expect(again.viewer).toMatchObject({ email: 'ada@mail.example', user: { handle: 'ada' } })
  })

  test.each([
    ['the provider has not verified', { emailVerified: false }, {}, 'unsure@mail.example'],
    ['is another than the provider’s', {}, { email: 'own@mail.example' }, 'own@mail.example'],
  ])('is mailed a code if their address %s', async (_what, told, given, address) => {
    const handle = address.split('@')[0]!
    const { viewer } = await enter({
      ...(await comesBack(`${handle}-there`, { email: 'unsure@mail.example', ...told })),
      ...newPerson(handle, given),
    })
    expect(viewer).toMatchObject({ email: address, emailVerifiedAt: null })
    expect(await codeTo(app, address)).toBeTruthy()
  })

  test('needs an address if the provider tells none, or one that is none', async () => {
    for (const email of [null, 'nobody', `${'a'.repeat(250)}@mail.example`]) {
      const code = await comesBack('bea', { email })
      expect(refusals(await enter({ ...code, ...newPerson('bea') }))).toEqual([
        'VALIDATION_FAILED input.newcomer.email',
      ])
    }
  })

  test('is as old, and called as nobody else, as who registers', async () => {
    await newcomer(app, 'taken')
    const code = await comesBack('cleo')
    const tried = async (handle: string, given: object = {}) =>
      refusals(await enter({ ...code, ...newPerson(handle, given) }))
    expect(await tried('cleo', { birthDate: '2020-01-01' })).toEqual(['TOO_YOUNG input.newcomer.birthDate'])
    expect(await tried('taken')).toEqual(['HANDLE_TAKEN input.newcomer.handle'])
    expect(await tried('a b')).toEqual(['VALIDATION_FAILED input.newcomer.handle'])
    expect(await tried('cleo', { birthDate: '1990-01-01' })).toEqual([])
  })

  test('who comes twice at the same time is one person', async () => {
    const codes = [await comesBack('dora'), await comesBack('dora')]
    const both = await Promise.all(
      codes.map((code, index) => enter({ ...code, ...newPerson(`dora${index}`, { email: `d${index}@mail.example` }) })),
    )
    expect(both.flatMap(refusals)).toEqual(['IDENTITY_TAKEN input.code'])
  })
})

describe('an account with the provider’s address', () => {
  test('is not entered by it, however verified it is: its person signs in as before, and links the provider', async () => {
    const eve = await verified(app, 'eve')
    const told = { email: 'EVE@example.org' }
    expect(refusals(await enter(await comesBack('eve', told)))).toEqual(['EMAIL_TAKEN input.newcomer.email'])
    const code = await comesBack('eve', told)
    expect(refusals(await enter({ ...code, ...newPerson('eve2') }))).toEqual(['EMAIL_TAKEN input.newcomer.email'])

    const linked = await change(
      app,
      'linkIdentity',
      { ...code, password: PASSWORD },
      eve,
      'viewer { hasPassword identities { issuer } }',
    )
    expect(linked.viewer).toEqual({ hasPassword: true, identities: [{ issuer: ISSUER }] })
    expect((await mailsTo(app, 'eve@example.org')).at(-1)!.subject).toBe(
      'There is a new way to sign in to your account',
    )
    expect((await enter(await comesBack('eve', told))).viewer.user.handle).toBe('eve')
  })

  test('that was registered by a stranger loses the stranger’s provider when its owner resets the password', async () => {
    await enter({ ...(await comesBack('mallory')), ...newPerson('mallory', { email: 'owner@mail.example' }) })
    await change(app, 'requestPasswordReset', { email: 'owner@mail.example' })
    const token = await codeTo(app, 'owner@mail.example')
    expect(refusals(await change(app, 'resetPassword', { token, newPassword: PASSWORD }))).toEqual([])
    expect(refusals(await enter(await comesBack('mallory')))).toEqual(['REGISTRATION_REQUIRED input.newcomer'])
    expect(refusals(await signIn(app, 'mallory'))).toEqual([])
  })
})

describe('a code', () => {
  test('is good for one sign-in, under any race', async () => {
    await registered('fay')
    const code = await comesBack('fay')
    const all = await Promise.all([0, 1, 2].map(() => enter(code)))
    expect(all.flatMap(refusals)).toEqual(['CODE_INVALID input.code', 'CODE_INVALID input.code'])
    expect(refusals(await enter(code))).toEqual(['CODE_INVALID input.code'])
  })

  test('is good for the client that began alone: another verifier ends it', async () => {
    await registered('gil')
    const code = await comesBack('gil')
    expect(refusals(await enter({ ...code, verifier: newVerifier() }))).toEqual(['CODE_INVALID input.code'])
    expect(refusals(await enter(code))).toEqual(['CODE_INVALID input.code'])
  })

  test('is good for a minute, and for ten more once its client has it', async () => {
    const [late, slow] = [await comesBack('hal'), await comesBack('hal')]
    expect(refusals(await enter(slow))).toEqual(['REGISTRATION_REQUIRED input.newcomer'])
    app.clock.advance(60_000)
    expect(refusals(await enter(late))).toEqual(['CODE_INVALID input.code'])
    app.clock.advance(9 * 60_000 - 1)
    expect(refusals(await enter({ ...slow, ...newPerson('hal') }))).toEqual([])
    const again = await comesBack('hal2')
    await enter(again)
    app.clock.advance(10 * 60_000)
    expect(refusals(await enter({ ...again, ...newPerson('hal2') }))).toEqual(['CODE_INVALID input.code'])
  })

  test('is kept as a hash, and swept', async () => {
    const { code, verifier } = await comesBack('ida')
    const rows = JSON.stringify((await app.db.execute('select * from sign_in_codes')).rows)
    expect(rows).not.toContain(code)
    expect(rows).not.toContain(verifier)
    app.clock.advance(60_001)
    await app.doChores()
    expect((await app.db.execute('select * from sign_in_codes')).rows).toEqual([])
  })

  test.each([
    [{ code: '' }, 'code'],
    [{ code: 'a'.repeat(101) }, 'code'],
    [{ verifier: 'short' }, 'verifier'],
    [{ verifier: 'a'.repeat(129) }, 'verifier'],
    [{ otp: '' }, 'otp'],
  ])('is refused as %j', async (given, path) => {
    const input = { ...(await comesBack('jon')), ...given }
    expect(refusals(await enter(input))).toEqual([`VALIDATION_FAILED input.${path}`])
  })

  test('takes thirteen statements, three of them commits, to sign in with', async () => {
    await registered('kim')
    const code = await comesBack('kim')
    expect(await app.statementsOf(() => change(app, 'signInWithCode', code))).toBe(13)
  })
})

describe('unlinking', () => {
  const unlink = (actor: any, input: object = {}) =>
    change(app, 'unlinkIdentity', { issuer: ISSUER, ...input }, actor, 'viewer { identities { issuer } }')

  test('is refused where it would be the last way in, until there is a password', async () => {
    const { actor } = await registered('lea')
    expect(refusals(await unlink(actor))).toEqual(['LAST_WAY_IN'])
    expect(refusals(await signIn(app, 'lea', ''))).toEqual(['VALIDATION_FAILED input.password'])
    await change(app, 'requestPasswordReset', { email: 'lea@mail.example' })
    await change(app, 'resetPassword', { token: await codeTo(app, 'lea@mail.example'), newPassword: PASSWORD })
    expect(refusals(await unlink(actor))).toEqual(['CREDENTIALS_INVALID input.password'])
    expect(refusals(await unlink(actor, { password: 'wrong' }))).toEqual(['CREDENTIALS_INVALID input.password'])
    expect(await unlink(actor, { password: PASSWORD })).toEqual({ viewer: { identities: [] }, userErrors: [] })
    expect(refusals(await unlink(actor, { password: PASSWORD }))).toEqual(['NOT_FOUND input.issuer'])
    expect(refusals(await enter(await comesBack('lea')))).toEqual(['EMAIL_TAKEN input.newcomer.email'])
  })

  test('linking needs the password, and what nobody else has linked', async () => {
    await registered('mia')
    const noa = await newcomer(app, 'noa')
    const link = async (subject: string, password = PASSWORD) =>
      refusals(await change(app, 'linkIdentity', { ...(await comesBack(subject)), password }, noa))
    expect(await link('noa', 'wrong')).toEqual(['CREDENTIALS_INVALID input.password'])
    expect(await link('mia')).toEqual(['IDENTITY_TAKEN input.code'])
    expect(await link('noa')).toEqual([])
    expect(await link('another')).toEqual(['IDENTITY_TAKEN input.code'])
  })
})

test('a second factor is asked for behind a provider too', async () => {
  const oli = await verified(app, 'oli')
  await change(app, 'linkIdentity', { ...(await comesBack('oli')), password: PASSWORD }, oli)
  const { secret } = await change(app, 'beginTotp', { password: PASSWORD }, oli, 'secret')
  await change(app, 'confirmTotp', { code: secretCode(secret, app.clock.now()) }, oli)
  app.clock.advance(60_000)
  const code = await comesBack('oli')
  expect(refusals(await enter(code))).toEqual(['MFA_REQUIRED input.otp'])
  expect(refusals(await enter({ ...code, otp: '000000' }))).toEqual(['CODE_INVALID input.otp'])
  const otp = secretCode(secret, app.clock.now())
  expect(refusals(await enter({ ...code, otp }))).toEqual([])
  expect(refusals(await enter({ ...(await comesBack('oli')), otp }))).toEqual(['CODE_INVALID input.otp'])
  expect(refusals(await signInWith(app, 'oli', { otp: null }))).toEqual(['MFA_REQUIRED input.otp'])
})
