import { encodeId } from '@varal/platform/global-ids'
import { globalIdOf } from '@varal/testing/lone-subgraph'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ids, type NotificationWorld, notificationWorld } from './test-notifications.ts'

let world: NotificationWorld
beforeEach(async () => {
  world = await notificationWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

describe('notifications', () => {
  test('group the likes of a post until they are read; a like after that begins a new group', async () => {
    const [ada, ben, cleo, dan] = [
      world.app.newActor(),
      world.app.newActor(),
      world.app.newActor(),
      world.app.newActor(),
    ]
    const postId = world.newPost()
    await world.like(postId, ada, ben)
    world.app.clock.advance(1_000)
    await world.like(postId, ada, cleo)

    expect(await world.listOf(ada)).toEqual([
      {
        id: expect.stringMatching(/^notification_/),
        type: 'LIKE',
        actorCount: 2,
        actors: ids(cleo, ben),
        read: false,
        createdAt: '2026-03-01T12:00:00.000Z',
        updatedAt: '2026-03-01T12:00:01.000Z',
        subject: { __typename: 'Post', id: encodeId('Post', postId), author: { id: globalIdOf(ada) } },
      },
    ])
    expect(await world.unreadOf(ada)).toBe(1)

    await world.readAll(ada)
    await world.like(postId, ada, dan)
    expect((await world.listOf(ada)).map((one: any) => [one.actorCount, one.read])).toEqual([
      [1, false],
      [2, true],
    ])
    expect(await world.unreadOf(ada)).toBe(1)
  })

  test('tell of comments one by one, and of followers together', async () => {
    const [ada, ben, cleo] = [world.app.newActor(), world.app.newActor(), world.app.newActor()]
    const postId = world.newPost()
    const first = await world.comment(postId, ada, ben)
    await world.follow(ben, ada)
    const second = await world.comment(postId, ada, ben)
    await world.follow(cleo, ada)

    expect((await world.listOf(ada)).map((one: any) => [one.type, one.actors, one.subject])).toEqual([
      ['FOLLOW', ids(cleo, ben), null],
      ['COMMENT', ids(ben), { __typename: 'Comment', id: encodeId('Comment', second) }],
      ['COMMENT', ids(ben), { __typename: 'Comment', id: encodeId('Comment', first) }],
    ])
    expect(await world.unreadOf(ada)).toBe(3)
  })

  test("never tell of one's own acts, or of somebody with a block in either direction", async () => {
    const [ada, ben, cleo] = [world.app.newActor(), world.app.newActor(), world.app.newActor()]
    await world.block(ada, ben)
    await world.block(cleo, ada)
    for (const actor of [ada, ben, cleo]) {
      await world.like(world.newPost(), ada, actor)
      await world.comment(world.newPost(), ada, actor)
    }
    await world.follow(ben, ada)
    expect(await world.listOf(ada)).toEqual([])
    expect(await world.unreadOf(ada)).toBe(0)

    await world.app.hear('social.user.unblocked', { blockerId: ada.id, blockedId: ben.id })
    await world.like(world.newPost(), ada, ben)
    expect(await world.listOf(ada)).toHaveLength(1)
  })

  test('count who acts twice once, and keep the newest ten of many', async () => {
    const ada = world.app.newActor()
    const fans = Array.from({ length: 13 }, () => world.app.newActor())
    const postId = world.newPost()
    for (const fan of fans) await world.like(postId, ada, fan)
    await world.like(postId, ada, fans[0]!)

    const [group] = await world.listOf(ada)
    expect(group).toMatchObject({ actorCount: 13, actors: ids(...fans.toReversed().slice(0, 10)) })

    await world.unlike(postId, ada, fans[12]!)
    const [smaller] = await world.listOf(ada)
    expect(smaller).toMatchObject({ actorCount: 12, actors: ids(...fans.toReversed().slice(1, 11)) })
  })
})

test('a like costs five statements when its group grows, and six when it begins one', async () => {
  const [ada, ben, cleo] = [world.app.newActor(), world.app.newActor(), world.app.newActor()]
  const postId = world.newPost()
  const bare = await world.app.statementsOf(() => world.like(postId, ada, ada))
  expect((await world.app.statementsOf(() => world.like(postId, ada, ben))) - bare).toBe(6)
  expect((await world.app.statementsOf(() => world.like(postId, ada, cleo))) - bare).toBe(5)
})
