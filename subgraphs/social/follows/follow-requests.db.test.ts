import type { Actor } from '@varal/platform/viewer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { type SocialWorld, socialWorld } from '../test-world.ts'

const states = 'relationship { following followedBy followState followedByState notifyOnPost }'
const codes = ({ userErrors }: { userErrors: { code: string }[] }) => userErrors.map(({ code }) => code)

describe('requests to follow', () => {
  let world: SocialWorld
  beforeAll(async () => {
    world = await socialWorld()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const act = (field: string, who: Actor, whom: Actor, input = {}) =>
    world.mutate(field, { userId: globalIdOf(whom), ...input }, who, states)
  const answer = (who: Actor, whom: Actor, accept: boolean) => act('answerFollowRequest', who, whom, { accept })
  const update = (who: Actor, input: object) => world.mutate('updateAudience', input, who, 'user { id }')
  const people = async (count: number) => {
    const all: Actor[] = []
    for (let one = 0; one < count; one++) all.push(await world.person())
    return all as [Actor, Actor, Actor, Actor]
  }
  const privatePerson = async () => {
    const person = await world.person()
    await update(person, { isPrivate: true })
    return person
  }
  const waitingFor = async (who: Actor) => {
    const { nodes } = (await world.app.ask(`{ followRequests { nodes { id } } }`, {}, who)).followRequests
    return nodes.map(({ id }: { id: string }) => id)
  }
  const factsBetween = async (one: Actor, other: Actor) =>
    (await world.app.announced())
      .filter(({ data }) => [one.id, other.id].every((id) => Object.values(data).includes(id)))
      .map(({ name }) => name.replace('social.', ''))
  const countsOf = async (person: Actor) => {
    const text = `query ($u: [_Any!]!) { _entities(representations: $u) { ... on User {
      followers(first: 100) { nodes { id } } followerCount { value } followingCount { value } } } }`
    const u = [{ __typename: 'User', id: globalIdOf(person) }]
    const found = (await world.app.ask(text, { u }, person))._entities[0]
    return [found.followers.nodes.length, Number(found.followerCount.value), Number(found.followingCount.value)]
  }

  test('following a private account asks first; asking twice is asking once', async () => {
    const [ada, ben] = [await privatePerson(), await world.person()]
    const asked = {
      following: false,
      followedBy: false,
      followState: 'REQUESTED',
      followedByState: 'NONE',
      notifyOnPost: false,
    }
    expect(await act('follow', ben, ada)).toEqual({ relationship: asked, userErrors: [] })
    expect((await act('follow', ben, ada)).relationship).toEqual(asked)
    expect(await waitingFor(ada)).toEqual([globalIdOf(ben)])
    expect(await waitingFor(ben)).toEqual([])
    expect(await factsBetween(ada, ben)).toEqual(['follow.requested'])
    expect(await countsOf(ada)).toEqual([0, 0, 0])
    // Seen from the other side, by whom it is for.
    expect((await act('unfollow', ada, ben)).relationship).toMatchObject({
      followState: 'NONE',
      followedByState: 'REQUESTED',
    })
  })

  test('who only approves followers is asked too', async () => {
    const [ada, ben] = await people(2)
    await update(ada, { approveFollowers: true })
    expect((await act('follow', ben, ada)).relationship.followState).toBe('REQUESTED')
  })

  test('a request that is accepted is a follow, and is answered once', async () => {
    const [ada, ben] = [await privatePerson(), await world.person()]
    await act('follow', ben, ada, { notifyOnPost: true })
    expect((await answer(ada, ben, true)).relationship).toMatchObject({ followedByState: 'ACTIVE', followedBy: true })
    expect(codes(await answer(ada, ben, true))).toEqual(['NOT_FOUND'])
    expect(codes(await answer(ada, ben, false))).toEqual(['NOT_FOUND'])
    expect(await waitingFor(ada)).toEqual([])
    expect(await factsBetween(ada, ben)).toEqual(['follow.requested', 'user.followed'])
    const followed = (await world.app.announced()).findLast(({ name }) => name === 'social.user.followed')
    expect(followed?.data).toMatchObject({ wasRequested: true, notifyOnPost: true })
    // Following again does not ask again.
    expect((await act('follow', ben, ada)).relationship).toMatchObject({ followState: 'ACTIVE', notifyOnPost: true })
  })

  test('who is declined is not told, and may ask again', async () => {
    const [ada, ben] = [await privatePerson(), await world.person()]
    await act('follow', ben, ada)
    expect(codes(await answer(ada, ben, false))).toEqual([])
    expect((await act('follow', ben, ada)).relationship.followState).toBe('REQUESTED')
    expect(await factsBetween(ada, ben)).toEqual(['follow.requested', 'follow.withdrawn', 'follow.requested'])
  })

  test('a request is taken back by unfollowing, and ended by a block in either direction', async () => {
    const [ada, ben, cleo, dan] = await people(4)
    for (const one of [ada, ben, cleo, dan]) await update(one, { isPrivate: true })
    await act('follow', ben, ada)
    expect((await act('unfollow', ben, ada)).relationship.followState).toBe('NONE')
    expect(codes(await answer(ada, ben, true))).toEqual(['NOT_FOUND'])

    await act('follow', cleo, ada)
    await act('follow', ada, cleo)
    await world.block(ada, cleo)
    expect([await waitingFor(ada), await waitingFor(cleo)]).toEqual([[], []])
    expect((await factsBetween(ada, cleo)).filter((name) => name === 'follow.withdrawn')).toHaveLength(2)
    await act('follow', dan, ada)
    await world.block(dan, ada)
    expect(await waitingFor(ada)).toEqual([])
    const nobody = await answer(ada, world.app.newActor(), true)
    expect(await answer(ada, dan, true)).toEqual(nobody)
  })

  test('the list is newest first, in pages', async () => {
    const ada = await privatePerson()
    const [ben, cleo, dan] = await people(3)
    for (const who of [ben, cleo, dan]) {
      world.app.clock.advance(1)
      await act('follow', who, ada)
    }
    expect(await waitingFor(ada)).toEqual([dan, cleo, ben].map(globalIdOf))
    const text =
      'query ($after: String) { followRequests(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }'
    const first = (await world.app.ask(text, {}, ada)).followRequests
    expect(first.pageInfo.hasNextPage).toBe(true)
    const second = (await world.app.ask(text, { after: first.pageInfo.endCursor }, ada)).followRequests
    expect(second.nodes).toEqual([{ id: globalIdOf(ben) }])
  })

  test('existing followers stay when an account becomes private; all that wait are let in when it opens', async () => {
    const [ada, ben, cleo, dan] = await people(4)
    await act('follow', ben, ada)
    await update(ada, { isPrivate: true, approveFollowers: true })
    await act('follow', cleo, ada, { notifyOnPost: true })
    await act('follow', dan, ada)
    await world.settle()
    expect(await countsOf(ada)).toEqual([1, 1, 0])
    // One of two reasons to ask is left.
    await update(ada, { isPrivate: false })
    await world.app.doChores()
    expect(await waitingFor(ada)).toHaveLength(2)
    await update(ada, { approveFollowers: false })
    await world.app.doChores()
    await world.settle()
    expect(await waitingFor(ada)).toEqual([])
    expect(await countsOf(ada)).toEqual([3, 3, 0])
    expect((await act('follow', cleo, ada)).relationship).toMatchObject({ followState: 'ACTIVE', notifyOnPost: true })
  })

  test('nobody is left waiting who asks at the moment at which the account opens', async () => {
    const asking = await people(4)
    for (let round = 0; round < 10; round++) {
      const ada = await privatePerson()
      await Promise.all([...asking.map((who) => act('follow', who, ada)), update(ada, { isPrivate: false })])
      await world.app.doChores()
      expect(await waitingFor(ada)).toEqual([])
      expect((await countsOf(ada))[0]).toBe(asking.length)
    }
  })

  test('an account that closes again before all are let in answers the rest itself', async () => {
    const [ada, ben] = [await privatePerson(), await world.person()]
    await act('follow', ben, ada)
    await update(ada, { isPrivate: false })
    await update(ada, { isPrivate: true })
    await world.app.doChores()
    expect(await waitingFor(ada)).toEqual([globalIdOf(ben)])
  })

  test('of a request that is accepted and taken back at the same moment nothing is left', async () => {
    for (let round = 0; round < 15; round++) {
      const [ada, ben] = [await privatePerson(), await world.person()]
      await act('follow', ben, ada)
      const answered = await Promise.all([answer(ada, ben, true), act('unfollow', ben, ada), answer(ada, ben, false)])
      expect(codes(answered[1])).toEqual([])
      await world.settle()
      expect(await countsOf(ada)).toEqual([0, 0, 0])
      expect(await waitingFor(ada)).toEqual([])
      const facts = await factsBetween(ada, ben)
      expect([
        ['follow.requested', 'follow.withdrawn'],
        ['follow.requested', 'user.followed', 'user.unfollowed'],
      ]).toContainEqual(facts)
    }
  })

  test('whether to hear of posts is said with the follow, and changed by following again', async () => {
    const [ada, ben] = await people(2)
    await act('follow', ben, ada, { notifyOnPost: true })
    expect((await act('follow', ben, ada)).relationship.notifyOnPost).toBe(true)
    expect((await act('follow', ben, ada, { notifyOnPost: false })).relationship.notifyOnPost).toBe(false)
    await act('follow', ben, ada, { notifyOnPost: false })
    expect(await factsBetween(ada, ben)).toEqual(['user.followed', 'follow.changed'])
  })

  test('a follower is removed once, and may follow again', async () => {
    const [ada, ben] = await people(2)
    await act('follow', ben, ada)
    for (let round = 0; round < 2; round++) {
      expect((await act('removeFollower', ada, ben)).relationship).toMatchObject({ followedBy: false })
    }
    expect(await factsBetween(ada, ben)).toEqual(['user.followed', 'user.unfollowed'])
    await act('follow', ben, ada)
    await world.settle()
    expect(await countsOf(ada)).toEqual([1, 1, 0])
  })

  test('asking costs two statements more than following; an answer is two', async () => {
    const [ada, ben, cleo] = [await privatePerson(), await world.person(), await world.person()]
    const around = await world.app.statementsOf(() => world.app.db.transaction(async () => {}))
    const costOf = async (change: () => Promise<unknown>) => (await world.app.statementsOf(change)) - around
    const following = await costOf(() => act('follow', ben, cleo))
    expect((await costOf(() => act('follow', ben, ada))) - following).toBe(2)
    // What it deletes and begins; the fact, and the relationship that is asked for.
    expect(await costOf(() => answer(ada, ben, true))).toBe(2 + 2)
  })

  test.each(['answerFollowRequest', 'removeFollower'])(
    '%s finds nobody of an unknown id, and takes no other id',
    async (field) => {
      const ada = await world.person()
      const input = field === 'answerFollowRequest' ? { accept: true } : {}
      expect((await act(field, ada, world.app.newActor(), input)).userErrors).toEqual([
        { code: 'NOT_FOUND', path: ['input', 'userId'] },
      ])
      expect((await world.mutate(field, { userId: ada.id, ...input }, ada)).userErrors).toEqual([
        { code: 'VALIDATION_FAILED', path: ['input', 'userId'] },
      ])
    },
  )
})
