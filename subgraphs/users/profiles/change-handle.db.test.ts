import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf, type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { users } from '../subgraph.ts'
import { change } from '../test-accounts.ts'
import { newcomer, refusals, register, registration, signIn } from '../test-people.ts'

let app: LoneSubgraph
beforeAll(async () => {
  app = await loneSubgraph(users)
})
afterAll(() => app[Symbol.asyncDispose]())

const DAY_MS = 24 * 60 * 60 * 1_000
type Person = Awaited<ReturnType<typeof newcomer>>
const changeTo = (person: Person, handle: string, more: object = {}) =>
  change(app, 'changeHandle', { handle, ...more }, person, 'user { id handle version }')
const find = async (handle: string) =>
  (await app.ask('query ($handle: String) { user(handle: $handle) { id handle } }', { handle })).user

describe('another handle', () => {
  test('is told to the others, signs in, and leaves the old one leading to its person', async () => {
    const ada = await newcomer(app, 'ada')
    expect((await changeTo(ada, ' Ádá.L ')).user).toEqual({ id: globalIdOf(ada), handle: 'ada.l', version: '2' })
    for (const handle of ['ada', 'ADA', 'ada.l'])
      expect(await find(handle)).toEqual({ id: globalIdOf(ada), handle: 'ada.l' })
    const { _entities } = await app.ask(
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { handle } } }',
      { of: ['ada', 'ada.l'].map((handle) => ({ __typename: 'User', handle })) },
    )
    expect(_entities).toEqual([{ handle: 'ada.l' }, { handle: 'ada.l' }])
    expect(refusals(await signIn(app, 'ada.l'))).toEqual([])
    expect(refusals(await signIn(app, 'ada'))).toEqual(['CREDENTIALS_INVALID'])
    const told = (await app.announced()).filter(({ data }) => data.userId === ada.id && data.handle === 'ada.l')
    expect(told.map(({ name }) => name)).toEqual(['users.profile.updated'])
  })

  test('keeps the old one for its person for 30 days; then it is whose who takes it', async () => {
    const [ben, cleo] = [await newcomer(app, 'ben'), await newcomer(app, 'cleo')]
    await changeTo(ben, 'benjamin')
    app.clock.advance(30 * DAY_MS - 1)
    expect(refusals(await changeTo(cleo, 'BEN'))).toEqual(['HANDLE_TAKEN input.handle'])
    const wanting = registration('ben', { email: 'another@example.org' })
    expect(refusals(await register(app, wanting))).toEqual(['HANDLE_TAKEN input.handle'])

    app.clock.advance(1)
    const { viewer } = await register(app, wanting)
    expect(await find('ben')).toEqual({ id: viewer!.user.id, handle: 'ben' })
    expect(await find('benjamin')).toEqual({ id: globalIdOf(ben), handle: 'benjamin' })
    expect(refusals(await changeTo(cleo, 'cleo.b'))).toEqual([])
  })

  test('may be the one that one has left', async () => {
    const dora = await newcomer(app, 'dora')
    await changeTo(dora, 'dorothy')
    expect((await changeTo(dora, 'dora')).user.handle).toBe('dora')
    expect(await find('dorothy')).toMatchObject({ handle: 'dora' })
  })

  test('is had twice in 30 days at most', async () => {
    const eve = await newcomer(app, 'eve')
    await changeTo(eve, 'eve1')
    app.clock.advance(DAY_MS)
    await changeTo(eve, 'eve2')
    const third = await changeTo(eve, 'eve')
    // As far as GraphQL's Int goes.
    expect(third).toMatchObject({ user: null, userErrors: [{ code: 'RATE_LIMITED', retryAfterMs: 2 ** 31 - 1 }] })
    app.clock.advance(28 * DAY_MS)
    expect((await changeTo(eve, 'eve')).userErrors).toMatchObject([{ code: 'RATE_LIMITED', retryAfterMs: DAY_MS }])
    app.clock.advance(DAY_MS)
    expect(refusals(await changeTo(eve, 'eve'))).toEqual([])
  })

  test('that is the same is no change, and none is made of another version', async () => {
    const fay = await newcomer(app, 'fay')
    for (let i = 0; i < 4; i++) expect((await changeTo(fay, 'FAY')).user.version).toBe('1')
    const late = await changeTo(fay, 'fay2', { expectedVersion: '7' })
    expect(refusals(late)).toEqual(['VERSION_CONFLICT input.expectedVersion'])
    expect(refusals(await changeTo(fay, 'fay2', { expectedVersion: '1' }))).toEqual([])
  })

  test('is given to one of two who want it at the same time', async () => {
    const [gil, hal] = [await newcomer(app, 'gil'), await newcomer(app, 'hal')]
    const both = await Promise.all([changeTo(gil, 'wanted'), changeTo(hal, 'wanted')])
    expect(both.flatMap(refusals)).toEqual(['HANDLE_TAKEN input.handle'])
    const [racing, registering] = await Promise.all([
      changeTo(gil, 'wanted2'),
      register(app, registration('wanted2', { email: 'wanted2@example.org' })),
    ])
    expect([...refusals(racing), ...refusals(registering)]).toEqual(['HANDLE_TAKEN input.handle'])
  })

  test('is refused if it is taken, or can be nobody’s', async () => {
    const [ida] = [await newcomer(app, 'ida'), await newcomer(app, 'jon')]
    expect(refusals(await changeTo(ida, 'Jón'))).toEqual(['HANDLE_TAKEN input.handle'])
    for (const none of ['', 'ab', 'a'.repeat(31), 'a da', '.ada', 'αβγδ', 'a\u0000bc'])
      expect(refusals(await changeTo(ida, none))).toEqual(['VALIDATION_FAILED input.handle'])
    expect(refusals(await changeTo(app.newActor() as Person, 'nobody'))).toEqual(['NOT_FOUND'])
    const { errors } = await app.answer('mutation { changeHandle(input: { handle: "kim" }) { user { id } } }')
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  test('takes six statements and a savepoint', async () => {
    const kim = await newcomer(app, 'kim')
    expect(await app.statementsOf(() => changeTo(kim, 'kim2'))).toBe(6 + 2 + 2)
  })
})
