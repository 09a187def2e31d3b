import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { users } from '../subgraph.ts'
import { change, mailsTo } from '../test-accounts.ts'
import { actorOf, newcomer, PASSWORD, refresh, refusals, signIn } from '../test-people.ts'

let app: LoneSubgraph
beforeAll(async () => {
  app = await loneSubgraph(users)
})
afterAll(() => app[Symbol.asyncDispose]())

type Person = Awaited<ReturnType<typeof newcomer>>
const NEW = 'a window, a moth, a lamp'
const changePassword = (person: Person, input: object = {}) =>
  change(app, 'changePassword', { password: PASSWORD, newPassword: NEW, ...input }, person, 'viewer { email }')

describe('changing the password', () => {
  test('ends all other sessions and tells the owner', async () => {
    const ada = await newcomer(app, 'ada')
    const { tokens: elsewhere } = await signIn(app, 'ada')
    expect(await changePassword(ada)).toEqual({ viewer: { email: 'ada@example.org' }, userErrors: [] })

    expect(refusals(await refresh(app, elsewhere!.refreshToken))).toEqual(['SESSION_EXPIRED input.refreshToken'])
    expect(refusals(await refresh(app, ada.tokens.refreshToken))).toEqual([])
    expect(refusals(await signIn(app, 'ada'))).toEqual(['CREDENTIALS_INVALID'])
    expect(refusals(await signIn(app, 'ada', NEW))).toEqual([])
    expect((await mailsTo(app, 'ada@example.org')).at(-1)!.subject).toBe('Your password was changed')
  })

  test('needs the one that counts, and lets ten guesses through in 15 minutes', async () => {
    const ben = await newcomer(app, 'ben')
    for (let i = 0; i < 10; i++)
      expect(refusals(await changePassword(ben, { password: `guess ${i}` }))).toEqual([
        'CREDENTIALS_INVALID input.password',
      ])
    expect(refusals(await changePassword(ben))).toEqual(['RATE_LIMITED'])
    app.clock.advance(15 * 60_000)
    expect(refusals(await changePassword(ben))).toEqual([])
  })

  test('gives one of two who change it at the same time what they wanted, and refuses the other', async () => {
    const cleo = await newcomer(app, 'cleo')
    const both = await Promise.all([changePassword(cleo), changePassword(cleo, { newPassword: `${NEW}!` })])
    expect(both.flatMap(refusals)).toEqual(['CREDENTIALS_INVALID input.password'])
  })

  test.each([
    ['none', { newPassword: '' }, 'newPassword'],
    ['one of 7 characters', { newPassword: 'mnbvcxz' }, 'newPassword'],
    ['one of 201 characters', { newPassword: 'a'.repeat(201) }, 'newPassword'],
    ['one of the most common', { newPassword: 'Flamengo1' }, 'newPassword'],
    ['one with a NUL', { newPassword: 'a lamp\u0000 a moth' }, 'newPassword'],
    ['no old one', { password: '' }, 'password'],
    ['an old one of 201 characters', { password: 'a'.repeat(201) }, 'password'],
  ])('takes no new password that is none: %s', async (_what, input, path) => {
    expect(refusals(await changePassword(app.newActor() as Person, input))).toEqual([`VALIDATION_FAILED input.${path}`])
  })

  test('is for those who are signed in, and have an account', async () => {
    expect(refusals(await changePassword(app.newActor() as Person))).toEqual(['CREDENTIALS_INVALID input.password'])
    const { errors } = await app.answer(
      'mutation { changePassword(input: { password: "a", newPassword: "a lamp, a moth" }) { viewer { locale } } }',
    )
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  test('takes seven statements, and one for what it returns', async () => {
    const dora = actorOf((await newcomer(app, 'dora')).tokens)
    expect(await app.statementsOf(() => changePassword(dora as Person))).toBe(7 + 2 + 1)
  })
})
