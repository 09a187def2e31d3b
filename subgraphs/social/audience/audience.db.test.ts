import { type Actor, anonymous, type Viewer } from '@varal/platform/viewer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { watchPost } from '../activity/test-activity.ts'
import { requestsTo } from '../follows/reads.ts'
import { postsOfAuthors } from '../posts/reads.ts'
import { firstPage, planOf, type SocialWorld, socialWorld } from '../test-world.ts'

const open = {
  isPrivate: false,
  approveFollowers: false,
  whoCanComment: 'EVERYONE',
  whoCanMention: 'EVERYONE',
  discoverable: true,
}

describe('the audience of a person', () => {
  let world: SocialWorld
  beforeAll(async () => {
    world = await socialWorld()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const fields = 'audience { isPrivate approveFollowers whoCanComment whoCanMention discoverable }'
  const update = (who: Actor, input: object) => world.mutate('updateAudience', input, who, `user { id ${fields} }`)
  const profileOf = async (person: Actor, as: Viewer, selection: string) => {
    const text = `query ($u: [_Any!]!) { _entities(representations: $u) { ... on User { ${selection} } } }`
    return (await world.app.ask(text, { u: [{ __typename: 'User', id: globalIdOf(person) }] }, as))._entities[0]
  }
  const toldOf = async (person: Actor) =>
    (await world.app.announced())
      .filter(({ name, data }) => name === 'social.audience.changed' && data.userId === person.id)
      .map(({ data: { isPrivate, discoverable } }) => [isPrivate, discoverable])

  test('is open at first, changes field by field, and is told when others have to know', async () => {
    const ada = await world.person()
    expect((await profileOf(ada, anonymous, fields)).audience).toEqual(open)
    expect((await update(ada, { isPrivate: true })).user.audience).toEqual({ ...open, isPrivate: true })
    await update(ada, { isPrivate: true })
    await update(ada, { whoCanComment: 'FOLLOWERS', whoCanMention: 'NOBODY', approveFollowers: true })
    await update(ada, { discoverable: false })
    expect((await profileOf(ada, anonymous, fields)).audience).toEqual({
      isPrivate: true,
      approveFollowers: true,
      whoCanComment: 'FOLLOWERS',
      whoCanMention: 'NOBODY',
      discoverable: false,
    })
    expect(await toldOf(ada)).toEqual([
      [true, true],
      [true, false],
    ])
  })

  test('two changes at once are both kept', async () => {
    const ada = await world.person()
    await Promise.all([update(ada, { isPrivate: true }), update(ada, { discoverable: false })])
    expect((await profileOf(ada, ada, fields)).audience).toEqual({ ...open, isPrivate: true, discoverable: false })
    expect((await toldOf(ada)).at(-1)).toEqual([true, false])
  })

  test('is that of nobody across a block', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    await update(ada, { isPrivate: true })
    await world.block(ada, ben)
    expect(await profileOf(ada, ben, fields)).toEqual(await profileOf(world.app.newActor(), ben, fields))
  })

  test('refuses what is no audience', async () => {
    const ada = await world.person()
    expect((await update(ada, { isPrivate: null })).userErrors).toEqual([
      { code: 'VALIDATION_FAILED', path: ['input', 'isPrivate'] },
    ])
    expect(await toldOf(ada)).toEqual([])
  })

  test('a private account shows its posts, people and boards to followers only, and its counts of people to all', async () => {
    const [ada, ben, cleo] = [await world.person(), await world.person(), await world.person()]
    await world.follow(ben, ada)
    await world.post(ada)
    await world.board(ada)
    await world.settle()
    await update(ada, { isPrivate: true })
    const selection = `posts { nodes { id } } boards { nodes { id } } followers { nodes { id } } following { nodes { id } }
      postCount { value } followerCount { value }`
    const lengths = async (as: Viewer) => {
      const found = await profileOf(ada, as, selection)
      return [
        ...['posts', 'boards', 'followers'].map((list) => found[list].nodes.length),
        found.postCount.value,
        found.followerCount.value,
      ]
    }
    for (const viewer of [ada, ben]) expect(await lengths(viewer)).toEqual([1, 1, 1, '1', '1'])
    for (const viewer of [anonymous, cleo]) expect(await lengths(viewer)).toEqual([0, 0, 0, '0', '1'])
    await world.mutate('removeFollower', { userId: globalIdOf(ben) }, ada)
    expect((await lengths(ben)).slice(0, 4)).toEqual([0, 0, 0, '0'])
  })

  test('whoever watches a post of an account that becomes private is sent away, its followers are not', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    await world.follow(ben, ada)
    const postId = await world.post(ada)
    await world.settle()
    await using stranger = await watchPost(world, postId)
    await using follower = await watchPost(world, postId, ben)
    await update(ada, { isPrivate: true })
    await world.settle()
    expect(await stranger.nextNews()).toMatchObject({ __typename: 'StreamReset', reason: 'PERMISSION_CHANGED' })
    await world.comment(ben, postId, 'still here')
    await world.settle()
    expect(await follower.nextComment()).toMatchObject({ comment: { text: { text: 'still here' } } })
  })

  test.each([
    ['EVERYONE', ['stranger', 'follower', 'followed', 'author']],
    ['FOLLOWERS', ['follower', 'author']],
    ['FOLLOWED_BY_ME', ['followed', 'author']],
    ['NOBODY', ['author']],
  ])('when %s may comment, the others are refused', async (whoCanComment, allowed) => {
    const [author, stranger] = [await world.person(), await world.person()]
    const [follower, followed] = [await world.person(), await world.person()]
    await world.follow(follower, author)
    await world.follow(author, followed)
    await update(author, { whoCanComment })
    const postId = await world.post(author)
    for (const [who, actor] of Object.entries({ stranger, follower, followed, author })) {
      const { userErrors } = await world.mutate('createComment', { postId, text: 'oh' }, actor)
      expect(userErrors, who).toEqual(
        allowed.includes(who) ? [] : [{ code: 'REPLIES_RESTRICTED', path: ['input', 'postId'] }],
      )
    }
  })

  test('privacy costs lists no statement, and requests are read by their index', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    await world.post(ada)
    expect(await world.app.statementsOf(() => profileOf(ada, ben, 'posts { nodes { id } }'))).toBe(1)
    const plan = await planOf(world.app.db, postsOfAuthors(world.app.db, ben)([ada.id], firstPage(20)))
    expect(plan).toContain('audiences_pkey')
    const requests = await world.app.db.transaction(async (tx) => {
      await tx.execute('set local enable_seqscan = off')
      return planOf(tx as never, requestsTo(tx as never)(ada.id, firstPage(20)))
    })
    expect(requests).toContain('follow_requests_of_followee')
  })
})
