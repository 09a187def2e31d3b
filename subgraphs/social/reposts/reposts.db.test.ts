import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { postUuid, type SocialWorld, socialWorld } from '../test-world.ts'

describe('a repost', () => {
  let world: SocialWorld
  let ada: Actor
  let ben: Actor
  let cleo: Actor
  beforeAll(async () => {
    world = await socialWorld()
    ada = await world.person()
    ben = await world.person()
    cleo = await world.person()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const SHOWN = 'id kind text { text } author { id } repostOf { id author { id } }'
  const repost = async (postId: string, as = ben) =>
    world.mutate('repost', { postId }, as, `repost { ${SHOWN} } post { id viewerState { reposted canRepost } }`)
  const look = async (id: string, as?: Actor) =>
    (await world.app.ask(`query ($id: ID!) { post(id: $id) { ${SHOWN} } }`, { id }, as)).post
  const postsOf = async (who: Actor, as?: Actor) => {
    const text =
      'query ($u: [_Any!]!) { _entities(representations: $u) { ... on User { posts { nodes { id } } postCount { value } } } }'
    const u = [{ __typename: 'User', id: globalIdOf(who) }]
    const [user] = (await world.app.ask(text, { u }, as))._entities
    return user.posts.nodes.map(({ id }: any) => id)
  }
  const repostsOf = async (id: string) => {
    await world.settle()
    return (await world.app.ask('query ($id: ID!) { post(id: $id) { counts { reposts { value } } } }', { id })).post
      .counts.reposts.value
  }
  const factsOf = async (id: string) =>
    (await world.app.announced())
      .filter(({ name, data }) => name.includes('repost') && data.postId === postUuid(id))
      .map(({ name }) => name)

  test('shows a public post on the list of who made it, once, and is counted and announced once', async () => {
    const id = await world.post(ada)
    const all = await Promise.all([repost(id), repost(id), repost(id)])
    const [made] = all
    expect(made.repost).toEqual({
      ...{ id: made.repost.id, kind: 'REPOST', text: null, author: { id: globalIdOf(ben) } },
      repostOf: { id, author: { id: globalIdOf(ada) } },
    })
    expect(new Set(all.map((one) => one.repost.id)).size).toBe(1)
    expect(made.post.viewerState).toEqual({ reposted: true, canRepost: true })
    expect(await postsOf(ben, cleo)).toEqual([made.repost.id])
    expect(await repostsOf(id)).toBe('1')
    expect(await factsOf(id)).toEqual(['social.post.reposted'])

    const undo = () => world.mutate('undoRepost', { postId: id }, ben, 'post { viewerState { reposted } }')
    expect((await undo()).post.viewerState.reposted).toBe(false)
    expect((await undo()).userErrors).toEqual([])
    expect([await look(made.repost.id, ben), await postsOf(ben, ben), await repostsOf(id)]).toEqual([null, [], '0'])
    expect((await repost(id)).repost.id).not.toBe(made.repost.id)
    expect(await factsOf(id)).toEqual(['social.post.reposted', 'social.post.unreposted', 'social.post.reposted'])
  })

  test('is of what anybody may see, and of nothing else', async () => {
    await world.follow(ben, ada)
    const refusal = async (id: string) => (await repost(id)).userErrors.map(({ code }: any) => code)
    for (const visibility of ['UNLISTED', 'FOLLOWERS']) {
      expect(await refusal(await world.post(ada, { visibility }))).toEqual(['CANNOT_REPOST'])
    }
    expect(await refusal(await world.post(ada, { visibility: 'ONLY_ME' }))).toEqual(['NOT_FOUND'])
    expect(await refusal(encodeId('Post', mintId('Post', new Date())))).toEqual(['NOT_FOUND'])
    expect(await refusal('post_1')).toEqual(['VALIDATION_FAILED'])
    expect(await refusal(await world.post(ben, { asDraft: true }))).toEqual(['CANNOT_REPOST'])
  })

  test('is not acted on: what it shows is', async () => {
    const { repost: made } = await repost(await world.post(ada))
    const board = await world.board(cleo)
    const acts: [string, object][] = [
      ['likePost', { postId: made.id }],
      ['createComment', { postId: made.id, text: 'oh' }],
      ['savePost', { postId: made.id, boardId: board }],
      ['repost', { postId: made.id }],
    ]
    for (const [field, input] of acts) {
      expect((await world.mutate(field, input, cleo)).userErrors, field).toEqual([
        { code: 'NOT_FOUND', path: ['input', 'postId'] },
      ])
    }
  })

  test('shows nothing of an author whom a block keeps away, as if there were no repost', async () => {
    const [dan, eve] = [await world.person(), await world.person()]
    const { repost: made } = await repost(await world.post(dan), eve)
    await world.block(dan, cleo)
    const nothing = await look(encodeId('Post', mintId('Post', new Date())), cleo)
    expect(JSON.stringify(await look(made.id, cleo))).toBe(JSON.stringify(nothing))
    expect(await postsOf(eve, cleo)).toEqual([])
    expect(await postsOf(eve, ben)).toEqual([made.id])
  })

  test('ends with what it shows, and is not seen when that is for fewer', async () => {
    const [dan, eve] = [await world.person(), await world.person()]
    const [gone, hidden] = [await world.post(dan), await world.post(dan)]
    const [first, second] = [await repost(gone, eve), await repost(hidden, eve)]
    await world.mutate('deletePost', { id: gone }, dan)
    await world.mutate('updatePost', { id: hidden, expectedVersion: '1', visibility: 'ONLY_ME' }, dan)

    for (const { repost: made } of [first, second]) expect(await look(made.id, eve)).toBeNull()
    expect(await postsOf(eve, eve)).toEqual([])
    await world.settle()
    await world.settle()
    expect(await factsOf(gone)).toEqual(['social.post.reposted', 'social.post.unreposted'])
    expect(await factsOf(hidden)).toEqual(['social.post.reposted'])
  })

  test('of a quoting post shows a tombstone where the reader may not see what is quoted', async () => {
    const dan = await world.person()
    const quoted = await world.post(dan)
    const quoteOf = async (id: string, as?: Actor) => {
      const text = `query ($id: ID!) { post(id: $id) { quoteOf { __typename ... on Post { id } ... on Tombstone { id } } } }`
      return (await world.app.ask(text, { id }, as)).post.quoteOf
    }
    const id = await world.post(ada, { text: 'look', quoteOf: quoted })
    await world.block(dan, cleo)
    expect(await quoteOf(id, ben)).toEqual({ __typename: 'Post', id: quoted })
    expect(await quoteOf(id, cleo)).toEqual({ __typename: 'Tombstone', id: quoted })
    await world.mutate('deletePost', { id: quoted }, dan)
    expect(await quoteOf(id, ben)).toEqual({ __typename: 'Tombstone', id: quoted })
  })
})
