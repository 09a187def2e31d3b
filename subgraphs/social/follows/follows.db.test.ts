import type { Actor } from '@varal/platform/viewer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { type SocialWorld, socialWorld } from '../test-world.ts'

const relationship = 'user { id } relationship { following followedBy blocking }'

describe('follows and blocks', () => {
  let world: SocialWorld
  beforeAll(async () => {
    world = await socialWorld()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const act = (field: string, who: Actor, whom: Actor) =>
    world.mutate(field, { userId: globalIdOf(whom) }, who, relationship)
  const factsBetween = async (one: Actor, other: Actor) =>
    (await world.app.announced())
      .filter(({ data }) => [one.id, other.id].every((id) => Object.values(data).includes(id)))
      .map(({ name }) => name.replace('social.user.', ''))
  const profileOf = async (person: Actor, as?: Actor) => {
    const text = `query ($u: [_Any!]!) { _entities(representations: $u) { ... on User {
      followers { nodes { id } } following { nodes { id } } followerCount { value } followingCount { value }
      ${as ? 'relationship { following followedBy blocking }' : ''} } } }`
    return (await world.app.ask(text, { u: [{ __typename: 'User', id: globalIdOf(person) }] }, as))._entities[0]
  }
  const codes = ({ userErrors }: { userErrors: { code: string }[] }) => userErrors.map(({ code }) => code)

  test('following twice is following once, and is seen from both sides', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    expect(await act('follow', ben, ada)).toEqual({
      user: { id: globalIdOf(ada) },
      relationship: { following: true, followedBy: false, blocking: false },
      userErrors: [],
    })
    await act('follow', ben, ada)
    expect((await profileOf(ben, ada)).relationship).toEqual({ following: false, followedBy: true, blocking: false })
    expect((await profileOf(ada, ada)).relationship).toBeNull()
    await act('unfollow', ben, ada)
    expect((await act('unfollow', ben, ada)).relationship).toMatchObject({ following: false })
    expect(await factsBetween(ada, ben)).toEqual(['followed', 'unfollowed'])
  })

  test('lists are newest first, and counts follow the facts', async () => {
    const [ada, ben, cleo] = [await world.person(), await world.person(), await world.person()]
    await act('follow', ben, ada)
    world.app.clock.advance(1)
    await act('follow', cleo, ada)
    await act('follow', ada, cleo)
    await world.settle()
    expect(await profileOf(ada)).toEqual({
      followers: { nodes: [cleo, ben].map((one) => ({ id: globalIdOf(one) })) },
      following: { nodes: [{ id: globalIdOf(cleo) }] },
      followerCount: { value: '2' },
      followingCount: { value: '1' },
    })
  })

  test('one cannot follow or block oneself', async () => {
    const ada = await world.person()
    expect(codes(await act('follow', ada, ada))).toEqual(['CANNOT_FOLLOW_SELF'])
    expect(codes(await act('block', ada, ada))).toEqual(['CANNOT_BLOCK_SELF'])
  })

  test('a block ends following in both directions; only the blocker is told of it', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    await act('follow', ben, ada)
    await act('follow', ada, ben)
    expect((await act('block', ada, ben)).relationship).toEqual({ following: false, followedBy: false, blocking: true })
    await act('block', ada, ben)
    await world.settle()

    expect(await factsBetween(ada, ben)).toEqual(['followed', 'followed', 'blocked'])
    expect(codes(await act('follow', ada, ben))).toEqual(['BLOCKED'])
    const asBlocked = await act('follow', ben, ada)
    expect(codes(asBlocked)).toEqual(['NOT_FOUND'])
    expect(asBlocked).toEqual({ ...(await act('follow', ben, world.app.newActor())) })
    expect((await profileOf(ada, ben)).relationship).toEqual({ following: false, followedBy: false, blocking: false })
    expect(await profileOf(ada)).toMatchObject({ followerCount: { value: '0' }, followingCount: { value: '0' } })
    expect(await profileOf(ben)).toMatchObject({ followerCount: { value: '0' }, followingCount: { value: '0' } })
  })

  test('who was blocked may block too, and each takes back only the own block', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    await act('block', ada, ben)
    expect(codes(await act('block', ben, ada))).toEqual([])
    expect(codes(await act('follow', ben, ada))).toEqual(['BLOCKED'])
    await act('unblock', ada, ben)
    await act('unblock', ada, ben)
    expect(codes(await act('follow', ada, ben))).toEqual(['NOT_FOUND'])
    await act('unblock', ben, ada)
    expect(codes(await act('follow', ada, ben))).toEqual([])
    expect(await factsBetween(ada, ben)).toEqual(['blocked', 'blocked', 'unblocked', 'unblocked', 'followed'])
  })

  test('no follow survives a block that falls at the same moment, and the counts agree', async () => {
    for (let round = 0; round < 15; round++) {
      const [ada, ben] = [await world.person(), await world.person()]
      await Promise.all([act('follow', ben, ada), act('follow', ada, ben), act('block', ada, ben)])
      await world.settle()
      await act('unblock', ada, ben)
      for (const who of [ada, ben]) {
        expect(await profileOf(who)).toEqual({
          followers: { nodes: [] },
          following: { nodes: [] },
          followerCount: { value: '0' },
          followingCount: { value: '0' },
        })
      }
    }
  })

  test('follows that two blocks ended are counted off once each, however late the blocks are heard', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    for (let round = 0; round < 2; round++) {
      await act('follow', ben, ada)
      await act('block', ada, ben)
      await act('unblock', ada, ben)
    }
    await act('follow', ben, ada)
    await world.settle()
    expect(await profileOf(ada)).toMatchObject({ followerCount: { value: '1' } })
    expect(await profileOf(ben)).toMatchObject({ followingCount: { value: '1' } })
  })

  test('people are taken out of lists across a block, before the page is cut', async () => {
    const [ada, ben, cleo] = [await world.person(), await world.person(), await world.person()]
    await act('follow', cleo, ada)
    world.app.clock.advance(1)
    await act('follow', ben, ada)
    await act('block', ben, cleo)
    const text = `query ($u: [_Any!]!) { _entities(representations: $u) { ... on User {
      followers(first: 1) { nodes { id } pageInfo { hasNextPage } } } } }`
    const seenBy = async (as: Actor) =>
      (await world.app.ask(text, { u: [{ __typename: 'User', id: globalIdOf(ada) }] }, as))._entities[0].followers
    expect(await seenBy(cleo)).toEqual({ nodes: [{ id: globalIdOf(cleo) }], pageInfo: { hasNextPage: false } })
    expect(await seenBy(ada)).toEqual({ nodes: [{ id: globalIdOf(ben) }], pageInfo: { hasNextPage: true } })
  })

  test('somebody who registered a moment ago is waited for', async () => {
    const [ada, ben] = [await world.person(), world.app.newActor()]
    let isDone = false
    const following = act('follow', ada, ben).finally(() => {
      isDone = true
    })
    while ((await world.app.statementsOf(() => new Promise(setImmediate))) === 0) expect(isDone).toBe(false)
    await world.app.hear('users.account.registered', { userId: ben.id, handle: 'ben', displayName: 'Ben', bio: null })
    expect(codes(await following)).toEqual([])
  })

  test.each(['follow', 'unfollow', 'block', 'unblock'])(
    '%s finds nobody of an unknown id, and takes no other id',
    async (field) => {
      const ada = await world.person()
      expect(await act(field, ada, world.app.newActor())).toEqual({
        user: null,
        relationship: null,
        userErrors: [{ code: 'NOT_FOUND', path: ['input', 'userId'] }],
      })
      for (const userId of ['', 'user_', ada.id, await world.post(ada)]) {
        expect((await world.mutate(field, { userId }, ada)).userErrors).toEqual([
          { code: 'VALIDATION_FAILED', path: ['input', 'userId'] },
        ])
      }
    },
  )
})
