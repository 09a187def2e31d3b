import type { Actor } from '@varal/platform/viewer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { type SocialWorld, socialWorld } from '../test-world.ts'

describe('what somebody likes', () => {
  let world: SocialWorld
  let ada: Actor
  let ben: Actor
  beforeAll(async () => {
    world = await socialWorld()
    ada = await world.person()
    ben = await world.person()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const liked = async (whose: Actor, as: Actor, first = 10, after: string | null = null) => {
    const text = `query ($u: [_Any!]!, $first: Int!, $after: String) { _entities(representations: $u) { ... on User {
      likedPosts(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } } }`
    const u = [{ __typename: 'User', id: globalIdOf(whose) }]
    const page = (await world.app.ask(text, { u, first, after }, as))._entities[0].likedPosts
    return page && { ids: page.nodes.map((node: any) => node.id), ...page.pageInfo }
  }

  test('is theirs alone, the last liked first', async () => {
    const posts = [await world.post(ada), await world.post(ada), await world.post(ada)]
    for (const postId of posts) {
      world.app.clock.advance(1_000)
      await world.mutate('likePost', { postId }, ben)
    }
    await world.mutate('likePost', { postId: posts[0] }, ada)
    const first = await liked(ben, ben, 2)
    expect([first.ids, first.hasNextPage]).toEqual([[posts[2], posts[1]], true])
    const second = await liked(ben, ben, 2, first.endCursor)
    expect([second.ids, second.hasNextPage]).toEqual([[posts[0]], false])
    expect(await liked(ben, ada)).toBeNull()
    await world.mutate('unlikePost', { postId: posts[1] }, ben)
    expect((await liked(ben, ben)).ids).toEqual([posts[2], posts[0]])
  })

  test('leaves out, and counts nowhere, what they may no longer see', async () => {
    const [cleo, dan] = [await world.person(), await world.person()]
    const [gone, hidden, blocked, own] = [
      await world.post(ada),
      await world.post(ada),
      await world.post(dan),
      await world.post(cleo, { visibility: 'ONLY_ME' }),
    ]
    for (const postId of [own, gone, hidden, blocked]) await world.mutate('likePost', { postId }, cleo)
    await world.mutate('deletePost', { id: gone }, ada)
    await world.mutate('updatePost', { id: hidden, expectedVersion: '1', visibility: 'FOLLOWERS' }, ada)
    await world.block(dan, cleo)
    const { ids, hasNextPage } = await liked(cleo, cleo, 1)
    expect([ids, hasNextPage]).toEqual([[own], false])
  })

  test('the counts of a person are those that the viewer may know, boards as they are now', async () => {
    const [eve, fay] = [await world.person(), await world.person()]
    await world.follow(fay, eve)
    await world.post(eve)
    await world.post(eve, { visibility: 'ONLY_ME' })
    const board = await world.board(eve)
    await world.board(eve, { privacy: 'SECRET' })
    await world.settle()
    const counts = async (as: Actor) => {
      const text = `query ($u: [_Any!]!) { _entities(representations: $u) { ... on User { socialCounts {
        followers { value } following { value } posts { value } boards { value precision version } } } } }`
      const { socialCounts } = (await world.app.ask(text, { u: [{ __typename: 'User', id: globalIdOf(eve) }] }, as))
        ._entities[0]
      const version = Number(socialCounts.boards.version)
      return { values: Object.values(socialCounts).map((one: any) => Number(one.value)), version }
    }
    const before = await counts(fay)
    expect([before.values, (await counts(eve)).values]).toEqual([
      [1, 0, 1, 1],
      [1, 0, 2, 2],
    ])
    world.app.clock.advance(1)
    await world.mutate('deleteBoard', { id: board }, eve)
    const after = await counts(fay)
    expect(after.values).toEqual([1, 0, 1, 0])
    expect(after.version).toBeGreaterThan(before.version)
    await world.block(eve, fay)
    expect((await counts(fay)).values).toEqual([0, 0, 0, 0])
  })
})
