import { encodeId } from '@varal/platform/global-ids'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ids, type NotificationWorld, notificationWorld } from './test-notifications.ts'

let world: NotificationWorld
beforeEach(async () => {
  world = await notificationWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

describe('what is withdrawn', () => {
  test('an unlike takes the actor out, in place; an empty notification disappears from the list and the count', async () => {
    const [ada, ben, cleo] = [world.app.newActor(), world.app.newActor(), world.app.newActor()]
    const postId = world.newPost()
    await world.like(postId, ada, ben)
    await world.like(postId, ada, cleo)
    await world.follow(cleo, ada)

    await world.unlike(postId, ada, ben)
    expect((await world.listOf(ada)).map((one: any) => [one.type, one.actors])).toEqual([
      ['FOLLOW', ids(cleo)],
      ['LIKE', ids(cleo)],
    ])
    await world.unlike(postId, ada, cleo)
    await world.unlike(postId, ada, cleo)
    expect((await world.listOf(ada)).map((one: any) => one.type)).toEqual(['FOLLOW'])
    expect(await world.unreadOf(ada)).toBe(1)

    await world.app.hear('social.user.unfollowed', { followerId: cleo.id, followeeId: ada.id })
    expect(await world.listOf(ada)).toEqual([])
    expect(await world.unreadOf(ada)).toBe(0)
  })

  test('what was read leaves the count of the rest alone', async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    const [first, second] = [world.newPost(), world.newPost()]
    await world.like(first, ada, ben)
    await world.readAll(ada)
    await world.like(second, ada, ben)
    await world.unlike(first, ada, ben)
    expect(await world.unreadOf(ada)).toBe(1)
    expect(await world.listOf(ada)).toHaveLength(1)
  })

  test('a removed comment and a deleted post take their notifications with them', async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    const [postId, other] = [world.newPost(), world.newPost()]
    const commentId = await world.comment(other, ada, ben)
    await world.comment(postId, ada, ben)
    await world.like(postId, ada, ben)
    await world.like(other, ada, ben)

    await world.app.hear('social.comment.removed', { commentId, postId: other, authorId: ben.id, postAuthorId: ada.id })
    await world.app.hear('social.post.deleted', { postId, authorId: ada.id })

    expect((await world.listOf(ada)).map((one: any) => one.subject.id)).toEqual([encodeId('Post', other)])
    expect(await world.unreadOf(ada)).toBe(1)
    const { rowCount } = await world.app.db.execute(sql`select from notification_actors`)
    expect(rowCount).toBe(1)
  })

  test('a block takes both out of what the other has been told before', async () => {
    const [ada, ben, cleo] = [world.app.newActor(), world.app.newActor(), world.app.newActor()]
    const postId = world.newPost()
    await world.like(postId, ada, ben)
    await world.like(postId, ada, cleo)
    await world.comment(postId, ada, ben)
    await world.follow(ada, ben)

    await world.block(ben, ada)

    expect((await world.listOf(ada)).map((one: any) => [one.type, one.actors])).toEqual([['LIKE', ids(cleo)]])
    expect(await world.listOf(ben)).toEqual([])
    expect([await world.unreadOf(ada), await world.unreadOf(ben)]).toEqual([1, 0])
  })
})

test('taking a like back costs four statements, and six if the notification disappears', async () => {
  const [ada, ben, cleo] = [world.app.newActor(), world.app.newActor(), world.app.newActor()]
  const postId = world.newPost()
  for (const fan of [ben, cleo]) await world.like(postId, ada, fan)
  const bare = (await world.app.statementsOf(() => world.unlike(world.newPost(), ada, ada))) - 1
  expect((await world.app.statementsOf(() => world.unlike(postId, ada, ben))) - bare).toBe(4)
  expect((await world.app.statementsOf(() => world.unlike(postId, ada, cleo))) - bare).toBe(6)
})
