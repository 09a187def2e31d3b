import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { users } from '../subgraph.ts'
import { change } from '../test-accounts.ts'
import { actorOf, PASSWORD, refusals, register, registration, signIn } from '../test-people.ts'
import { accounts } from './tables.ts'

let app: LoneSubgraph
beforeAll(async () => {
  app = await loneSubgraph(users)
})
afterAll(() => app[Symbol.asyncDispose]())

const told = async (handle: string) => (await app.announced()).filter(({ data }) => data.handle === handle)

describe('registering', () => {
  test('creates an account, signs it in and tells the others once', async () => {
    const ada = await register(app, registration('ada', { name: '  Ada Lovelace ', locale: 'pt-br' }))

    expect(refusals(ada)).toEqual([])
    expect(ada.viewer).toMatchObject({
      email: 'ada@example.org',
      locale: 'pt-BR',
      user: { handle: 'ada', displayName: 'Ada Lovelace' },
    })
    expect(actorOf(ada.tokens!).kind).toBe('user')
    expect(ada.tokens!.refreshToken).toMatch(/^[\w-]{43}$/)
    expect(await told('ada')).toEqual([
      {
        name: 'users.account.registered',
        data: { userId: actorOf(ada.tokens!).id, handle: 'ada', displayName: 'Ada Lovelace', bio: null },
      },
    ])
  })

  test('speaks the language of the request when none is chosen', async () => {
    expect((await register(app, registration('lang', { locale: null }))).viewer?.locale).toBe('en')
  })

  test('folds the handle and keeps the e-mail address as it was written', async () => {
    const ines = await register(app, registration('  Inês.Çá_1 ', { email: ' Ines@Example.ORG ' }))
    expect(ines.viewer).toMatchObject({ email: 'Ines@Example.ORG', user: { handle: 'ines.ca_1' } })
  })

  test('says at once that handle and e-mail address are taken, however they are written', async () => {
    await register(app, registration('bea'))
    const again = await register(app, registration('BÉA', { email: 'BEA@example.org' }))
    expect(refusals(again)).toEqual(['HANDLE_TAKEN input.handle', 'EMAIL_TAKEN input.email'])
    expect(again).toMatchObject({ viewer: null, tokens: null })

    expect(refusals(await register(app, registration('bea', { email: 'new@example.org' })))).toEqual([
      'HANDLE_TAKEN input.handle',
    ])
    expect(refusals(await register(app, registration('bea2', { email: 'bea@example.org' })))).toEqual([
      'EMAIL_TAKEN input.email',
    ])
    expect(await told('bea2')).toEqual([])
  })

  test('gives a name to one of two who want it at the same time, and refuses the other', async () => {
    const both = await Promise.all([
      register(app, registration('race', { email: 'race1@example.org' })),
      register(app, registration('race', { email: 'race2@example.org' })),
      register(app, registration('race3', { email: 'race2@example.org' })),
    ])
    expect(both.filter(({ tokens }) => tokens).length).toBeGreaterThanOrEqual(1)
    for (const one of both.filter(({ tokens }) => !tokens)) expect(refusals(one).join()).toMatch(/_TAKEN/)
    expect(await told('race')).toHaveLength(1)
  })

  test('gives the same account and new tokens when the key is sent again', async () => {
    const input = registration('cleo')
    const first = await register(app, input)
    const again = await register(app, input)

    expect(again.viewer).toEqual(first.viewer)
    expect(again.tokens!.refreshToken).not.toBe(first.tokens!.refreshToken)
    expect(actorOf(again.tokens!).sessionId).not.toBe(actorOf(first.tokens!).sessionId)
    expect(await told('cleo')).toHaveLength(1)
  })

  test('gives no tokens for the key any more once the password was changed, or there is a second factor', async () => {
    const input = registration('lock')
    const { tokens } = await register(app, input)
    const newPassword = 'another lamp, another moth'
    await change(app, 'changePassword', { password: PASSWORD, newPassword }, actorOf(tokens!))
    const again = await register(app, input)
    expect(refusals(again)).toEqual(['CREDENTIALS_INVALID'])
    expect(again).toMatchObject({ viewer: null, tokens: null })
  })

  test('makes one account of two requests with one key at the same time', async () => {
    const input = registration('twice')
    const [one, two] = await Promise.all([register(app, input), register(app, input)])
    expect(one.viewer).toEqual(two.viewer)
    expect(one.viewer).not.toBeNull()
  })

  test('refuses a key that was used with another password', async () => {
    const input = registration('dora')
    await register(app, input)
    const other = await register(app, { ...input, password: 'another password' })
    expect(refusals(other)).toEqual(['IDEMPOTENCY_MISMATCH input.idempotencyKey'])
    expect(other.tokens).toBeNull()
  })

  test('stores neither password nor tokens in readable form', async () => {
    const { tokens } = await register(app, registration('secret', { password: 'a marked password' }))
    const tables = ['accounts', 'profiles', 'sessions', 'outbox', 'idempotency_keys']
    for (const table of tables) {
      const text = JSON.stringify((await app.db.execute(`select * from ${table}`)).rows)
      for (const secret of ['a marked password', tokens!.refreshToken, tokens!.accessToken])
        expect(text).not.toContain(secret)
    }
    const [row] = await app.db.select({ hash: accounts.passwordHash }).from(accounts)
    expect(row!.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  const long = (count: number) => 'a'.repeat(count)
  test.each([
    ['an empty name', { name: ' \u200b ' }, 'input.name'],
    ['a name of 61 characters', { name: long(61) }, 'input.name'],
    ['a name with a NUL', { name: 'a\u0000b' }, 'input.name'],
    ['half a surrogate pair', { name: 'a\ud800b' }, 'input.name'],
    ['a name that turns the text around', { name: 'a\u202eb' }, 'input.name'],
    ['an e-mail address without @', { email: 'ada.example.org' }, 'input.email'],
    ['an e-mail address of 255 characters', { email: `${long(243)}@example.org` }, 'input.email'],
    ['an e-mail address with a NUL', { email: 'a\u0000@example.org' }, 'input.email'],
    ['a password of 7 characters', { password: 'mnbvcxz' }, 'input.password'],
    ['a password of 4 characters that takes 8 code units', { password: '🦔🦔🦔🦔' }, 'input.password'],
    ['a password of 201 characters', { password: long(201) }, 'input.password'],
    ['one of the most common passwords', { password: 'QwertyUiop' }, 'input.password'],
    ['a handle of 2 characters', { handle: 'ab' }, 'input.handle'],
    ['a handle of 31 characters', { handle: long(31) }, 'input.handle'],
    ['a handle with a space', { handle: 'a da' }, 'input.handle'],
    ['a handle that begins with a dot', { handle: '.ada' }, 'input.handle'],
    ['a handle in another script', { handle: 'αβγδ' }, 'input.handle'],
    ['a location of 81 characters', { location: long(81) }, 'input.location'],
    ['a locale that is none', { locale: 'klingon language' }, 'input.locale'],
    ['a key that is no UUID', { idempotencyKey: 'again' }, 'input.idempotencyKey'],
  ])('refuses %s', async (_what, given, path) => {
    expect(refusals(await register(app, registration('fine', given)))).toEqual([`VALIDATION_FAILED ${path}`])
  })

  test('says everything that is wrong at once', async () => {
    const refused = await register(app, registration('x', { name: '', email: '', password: '' }))
    expect(refused.userErrors.map(({ path, message }) => [path!.at(-1), message])).toEqual([
      ['name', 'This is needed.'],
      ['email', 'This is needed.'],
      ['password', 'At least 8.'],
      ['handle', 'At least 3.'],
    ])
  })

  test('takes what is just within the bounds', async () => {
    const given = { name: '🦔'.repeat(60), location: long(80), password: long(200) }
    expect(refusals(await register(app, registration(long(30), given)))).toEqual([])
    expect(refusals(await signIn(app, long(30), long(200)))).toEqual([])
  })

  test('lets somebody sign in whose keyboard composes letters differently', async () => {
    await register(app, registration('maria', { password: 'são josé do rio' }))
    expect(refusals(await signIn(app, 'maria', 'são josé do rio'.normalize('NFD')))).toEqual([])
    expect(refusals(await signIn(app, 'maria', PASSWORD))).toEqual(['CREDENTIALS_INVALID'])
  })

  test('takes eleven statements, and begins and commits twice', async () => {
    const statements = await app.statementsOf(() => register(app, registration('counted')))
    expect(statements).toBe(11 + 2 * 2)
  })
})

describe('the viewer', () => {
  const own = '{ viewer { email locale user { id handle } } }'

  test('is only for those who are signed in', async () => {
    const { data, errors } = await app.answer(own)
    expect(data).toEqual({ viewer: null })
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  test('is null for a token whose account does not exist', async () => {
    expect(await app.ask(own, {}, app.newActor())).toEqual({ viewer: null })
  })

  test('takes two statements with everything but the sessions, one with the profile alone', async () => {
    const { tokens } = await register(app, registration('self'))
    const self = actorOf(tokens!)
    expect(await app.statementsOf(() => app.ask(own, {}, self))).toBe(2)
    expect(await app.statementsOf(() => app.ask('{ viewer { user { handle } } }', {}, self))).toBe(1)
    expect((await app.ask(own, {}, self)).viewer).toMatchObject({ email: 'self@example.org', user: { handle: 'self' } })
  })
})
