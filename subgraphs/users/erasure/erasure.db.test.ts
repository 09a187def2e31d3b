import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf, type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { users } from '../subgraph.ts'
import { change } from '../test-accounts.ts'
import { newcomer, PASSWORD, refresh, refusals, register, registration, signIn } from '../test-people.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

let app: LoneSubgraph
beforeAll(async () => {
  app = await loneSubgraph(users)
})
afterAll(() => app[Symbol.asyncDispose]())

type Person = Awaited<ReturnType<typeof newcomer>>
const deleteAccount = (person: Person, input: object = {}) =>
  change(app, 'deleteAccount', { password: PASSWORD, ...input }, person, 'receiptId erasesAt')
const receipt = async (id: string) =>
  (await app.ask('query ($id: ID!) { erasure(id: $id) { state erasesAt finishedAt confirmations { part } } }', { id }))
    .erasure
const told = async (person: Person) =>
  (await app.announced()).filter(({ data }) => data.userId === person.id).map(({ name }) => name)
const enter = (handle: string) =>
  change(
    app,
    'createSession',
    { handleOrEmail: handle, password: PASSWORD },
    undefined,
    'tokens { accessToken } erasureCancelled',
  )

describe('deleting an account', () => {
  test('hides the person, ends all sessions, and gives a receipt that anybody may ask and that names nobody', async () => {
    const ada = await newcomer(app, 'ada')
    const { receiptId, erasesAt, userErrors } = await deleteAccount(ada, { reason: 'enough' })
    expect(userErrors).toEqual([])
    expect(erasesAt).toBe(new Date(app.clock.now().getTime() + 7 * DAY_MS).toISOString())
    expect(refusals(await refresh(app, ada.tokens.refreshToken))).toEqual(['SESSION_EXPIRED input.refreshToken'])
    expect((await app.ask('{ user(handle: "ada") { id } }')).user).toBeNull()
    expect(await receipt(receiptId)).toEqual({ state: 'SCHEDULED', erasesAt, finishedAt: null, confirmations: [] })
    expect(await receipt(globalIdOf(ada))).toBeNull()
    expect(await told(ada)).toEqual(['users.account.registered', 'users.account.deactivated'])
  })

  test('is taken back by signing in, which says so', async () => {
    const ben = await newcomer(app, 'ben')
    const { receiptId } = await deleteAccount(ben)
    expect(await enter('ben')).toMatchObject({ erasureCancelled: true, userErrors: [] })
    expect(await enter('ben')).toMatchObject({ erasureCancelled: false, userErrors: [] })
    expect(await receipt(receiptId)).toMatchObject({ state: 'CANCELLED' })
    app.clock.advance(8 * DAY_MS)
    await app.doChores()
    expect((await app.ask('{ user(handle: "ben") { handle } }')).user).toEqual({ handle: 'ben' })
    expect((await told(ben)).at(-1)).toBe('users.account.reactivated')
    expect((await deleteAccount({ ...ben })).receiptId).not.toBe(receiptId)
  })

  test('has no way back once it has begun, which is told once', async () => {
    const cleo = await newcomer(app, 'cleo')
    const { receiptId } = await deleteAccount(cleo)
    app.clock.advance(7 * DAY_MS)
    await app.doChores()
    await app.doChores()
    expect((await told(cleo)).filter((name) => name === 'users.account.erasing')).toHaveLength(1)
    expect(await receipt(receiptId)).toMatchObject({ state: 'RUNNING' })
    expect(refusals(await signIn(app, 'cleo'))).toEqual(['CREDENTIALS_INVALID'])
  })

  test('takes the password, and the code of a second factor if there is one', async () => {
    const dora = await newcomer(app, 'dora')
    expect(refusals(await deleteAccount(dora, { password: 'wrong' }))).toEqual(['CREDENTIALS_INVALID input.password'])
    expect(refusals(await deleteAccount(dora, { reason: 'a'.repeat(1_001) }))).toEqual([
      'VALIDATION_FAILED input.reason',
    ])
    const { errors } = await app.answer('mutation { deleteAccount(input: { password: "a" }) { receiptId } }')
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect((await app.ask('{ user(handle: "dora") { handle } }')).user).not.toBeNull()
  })
})

describe('a suspended account', () => {
  test('is hidden and signed out, and says so only to who knows the password', async () => {
    const eve = await newcomer(app, 'eve')
    await app.hear('social.person.suspended', { userId: eve.id })
    await app.hear('social.person.suspended', { userId: eve.id })
    expect(refusals(await signIn(app, 'eve'))).toEqual(['ACCOUNT_SUSPENDED'])
    expect(refusals(await signIn(app, 'eve', 'wrong'))).toEqual(['CREDENTIALS_INVALID'])
    expect(refusals(await refresh(app, eve.tokens.refreshToken))).toEqual(['SESSION_EXPIRED input.refreshToken'])
    expect((await app.ask('{ user(handle: "eve") { id } }')).user).toBeNull()

    await app.hear('social.person.reinstated', { userId: eve.id })
    expect(refusals(await signIn(app, 'eve'))).toEqual([])
    expect(await told(eve)).toEqual([
      'users.account.registered',
      'users.account.deactivated',
      'users.account.reactivated',
    ])
  })

  test('that was deactivated before stays so when it is reinstated', async () => {
    const fay = await newcomer(app, 'fay')
    await change(app, 'deactivateAccount', { password: PASSWORD }, fay, 'deactivatedAt')
    app.clock.advance(1_000)
    await app.hear('social.person.suspended', { userId: fay.id })
    await app.hear('social.person.reinstated', { userId: fay.id })
    expect((await app.ask('{ user(handle: "fay") { id } }')).user).toBeNull()
    expect(await told(fay)).toEqual(['users.account.registered', 'users.account.deactivated'])
    expect(refusals(await register(app, registration('fay2', { email: 'fay@example.org' })))).toEqual([
      'EMAIL_TAKEN input.email',
    ])
  })
})
