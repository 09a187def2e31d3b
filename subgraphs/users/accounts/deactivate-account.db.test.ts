import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf, type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { users } from '../subgraph.ts'
import { change } from '../test-accounts.ts'
import { newcomer, PASSWORD, refresh, refusals, register, registration, signIn } from '../test-people.ts'

let app: LoneSubgraph
beforeAll(async () => {
  app = await loneSubgraph(users)
})
afterAll(() => app[Symbol.asyncDispose]())

type Person = Awaited<ReturnType<typeof newcomer>>
const deactivate = (person: Person, password = PASSWORD) =>
  change(app, 'deactivateAccount', { password }, person, 'deactivatedAt')
const told = async (person: Person) =>
  (await app.announced()).filter(({ data }) => data.userId === person.id).map(({ name }) => name)

describe('a deactivated account', () => {
  test('is to everybody what an account is that never was', async () => {
    const [ada, nobody] = [await newcomer(app, 'ada'), app.newActor()]
    expect(await deactivate(ada)).toEqual({ deactivatedAt: app.clock.now().toISOString(), userErrors: [] })
    const seen = (id: string, handle: string) =>
      app.answer(
        `query ($id: ID!, $handle: String!, $of: [_Any!]!) {
          byId: user(id: $id) { handle } byHandle: user(handle: $handle) { handle }
          _entities(representations: $of) { ... on User { displayName } } }`,
        { id, handle, of: [{ id }, { handle }].map((key) => ({ __typename: 'User', ...key })) },
        nobody,
      )
    expect(JSON.stringify(await seen(globalIdOf(ada), 'ada'))).toBe(
      JSON.stringify(await seen(globalIdOf(nobody), 'nobody')),
    )
    expect(await app.ask('{ viewer { locale } }', {}, ada)).toEqual({ viewer: null })
  })

  test('ends all sessions, and is told to the others once', async () => {
    const ben = await newcomer(app, 'ben')
    const { tokens } = await signIn(app, 'ben')
    await deactivate(ben)
    for (const { refreshToken } of [ben.tokens, tokens!])
      expect(refusals(await refresh(app, refreshToken))).toEqual(['SESSION_EXPIRED input.refreshToken'])
    expect(refusals(await deactivate(ben))).toEqual(['NOT_FOUND'])
    expect((await told(ben)).filter((name) => name === 'users.account.deactivated')).toHaveLength(1)
  })

  test('keeps its handle, also the ones that it has left, and its e-mail address', async () => {
    const cleo = await newcomer(app, 'cleo')
    await change(app, 'changeHandle', { handle: 'cleo2' }, cleo)
    await deactivate(cleo)
    for (const handle of ['cleo', 'cleo2'])
      expect(refusals(await register(app, registration(handle, { email: `${handle}@new.example` })))).toEqual([
        'HANDLE_TAKEN input.handle',
      ])
    expect(refusals(await register(app, registration('cleo3', { email: 'cleo@example.org' })))).toEqual([
      'EMAIL_TAKEN input.email',
    ])
    const { user } = await app.ask('{ user(handle: "cleo") { id } }')
    expect(user).toBeNull()
  })

  test('is back, as it was, when its person signs in, which the others are told once', async () => {
    const dora = await newcomer(app, 'dora')
    await deactivate(dora)
    const both = await Promise.all([signIn(app, 'dora'), signIn(app, 'dora@example.org')])
    expect(both.flatMap(refusals)).toEqual([])
    const { user } = await app.ask('{ user(handle: "dora") { id displayName version } }')
    expect(user).toEqual({ id: globalIdOf(dora), displayName: 'dora of the tests', version: '1' })
    expect(await told(dora)).toEqual([
      'users.account.registered',
      'users.account.deactivated',
      'users.account.reactivated',
    ])
  })

  test('takes the password', async () => {
    const eve = await newcomer(app, 'eve')
    expect(refusals(await deactivate(eve, 'wrong'))).toEqual(['CREDENTIALS_INVALID input.password'])
    for (const none of ['', 'a'.repeat(201), 'a\u0000b'])
      expect(refusals(await deactivate(eve, none))).toEqual(['VALIDATION_FAILED input.password'])
    const { errors } = await app.answer('mutation { deactivateAccount(input: { password: "a" }) { deactivatedAt } }')
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect((await app.ask('{ user(handle: "eve") { handle } }')).user).not.toBeNull()
  })

  test('takes four statements', async () => {
    const fay = await newcomer(app, 'fay')
    expect(await app.statementsOf(() => deactivate(fay))).toBe(4 + 2)
  })
})
