import { liveHub } from '@varal/platform/live/live-hub'
import { memoryLive } from '@varal/platform/live/memory-live'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { notificationLogOf } from './notification-log.ts'
import { commented, ids, type NotificationWorld, nextOf, notificationWorld } from './test-notifications.ts'

let world: NotificationWorld
beforeEach(async () => {
  world = await notificationWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

describe('the stream of notifications', () => {
  test('tells of new notifications and of growing groups, with the count', async () => {
    const [ada, ben, cleo] = [world.app.newActor(), world.app.newActor(), world.app.newActor()]
    const postId = world.newPost()
    const watched = await world.watching(ada)

    await world.like(postId, ada, ben)
    const first = await nextOf(watched)
    await world.like(postId, ada, cleo)
    const second = await nextOf(watched)

    expect(first).toMatchObject({
      __typename: 'NotificationChanged',
      notification: { type: 'LIKE', actorCount: 1, actors: ids(ben) },
      unread: { notifications: 1 },
    })
    expect(second).toMatchObject({
      notification: { id: first.notification.id, actorCount: 2, actors: ids(cleo, ben) },
      unread: { notifications: 1 },
    })
  })

  test('tells every device that something was read', async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    await world.like(world.newPost(), ada, ben)
    const { streamCursor } = await world.pageOf(ada)
    const watched = await world.watching(ada)

    const { unread } = await world.readAll(ada)

    const live = await nextOf(watched)
    expect(live).toMatchObject({ __typename: 'UnreadChanged', unread })
    expect(unread.notifications).toBe(0)
    expect(await nextOf(await world.watching(ada, streamCursor))).toEqual(live)
  })

  test('takes what is withdrawn off an open screen, whether it was read or not', async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    const [read, unread] = [world.newPost(), world.newPost()]
    await world.like(read, ada, ben)
    await world.readAll(ada)
    await world.like(unread, ada, ben)
    const [second, first] = await world.listOf(ada)
    const { streamCursor } = await world.pageOf(ada)
    const watched = await world.watching(ada)

    await world.unlike(read, ada, ben)
    const live = [await nextOf(watched)]
    await world.unlike(unread, ada, ben)
    live.push(await nextOf(watched))

    expect(live).toMatchObject([
      { __typename: 'NotificationRemoved', notificationId: first.id, unread: { notifications: 1 } },
      { __typename: 'NotificationRemoved', notificationId: second.id, unread: { notifications: 0 } },
    ])
    const resumed = await world.watching(ada, streamCursor)
    expect([await nextOf(resumed), await nextOf(resumed)]).toMatchObject(
      live.map(({ cursor, at, notificationId }) => ({ cursor, at, notificationId })),
    )
  })

  test('gives a watcher all of a removal that is larger than a queue', async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    const postId = world.newPost()
    const facts = Array.from({ length: 300 }, () => commented(postId, ada, ben, world.app.clock.now()))
    await world.app.hearTogether(facts)
    const watched = await world.watching(ada)

    await world.app.hear('social.post.deleted', { postId, authorId: ada.id })

    const seen = new Set<string>()
    for (let index = 0; index < 300; index++) {
      const item = await nextOf(watched)
      expect(item.__typename).toBe('NotificationRemoved')
      seen.add(item.notificationId)
    }
    expect(seen.size).toBe(300)
  })

  test('forgets after a day what was withdrawn, and tells a stream from before that', async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    const postId = world.newPost()
    await world.like(postId, ada, ben)
    await world.unlike(postId, ada, ben)
    world.app.clock.advance(24 * 3_600_000)
    await world.like(postId, ada, ben)
    const entriesAfter = async (seq: number) =>
      (await notificationLogOf(world.app.db, ada.id).read(seq, 100))?.map(({ data }) => data.kind) ?? null

    await world.app.doChores()
    expect(await entriesAfter(0)).toEqual(['withdrawn', 'changed'])
    world.app.clock.advance(1)
    await world.app.db.transaction(async (other) => {
      await other.execute(sql`select from live_topics where topic = ${`notifications:${ada.id}`} for update`)
      await world.app.doChores()
    })
    expect(await entriesAfter(0)).toEqual(['withdrawn', 'changed'])
    await world.app.doChores()
    expect([await entriesAfter(0), await entriesAfter(1), await entriesAfter(2)]).toEqual([null, null, ['changed']])

    // A process that was not there has no recent past of its own.
    await using elsewhere = await liveHub(world.app.db, memoryLive())
    const resumed = elsewhere.follow(`notifications:${ada.id}`, notificationLogOf(world.app.db, ada.id), 1)
    expect((await resumed.next()).value).toMatchObject({ kind: 'reset', reason: 'CURSOR_TOO_OLD' })
  })

  test('replays the last state of each notification, also to who reads it from the table', async () => {
    const [ada, ben, cleo] = [world.app.newActor(), world.app.newActor(), world.app.newActor()]
    const { streamCursor } = await world.pageOf(ada)
    const [postId, gone] = [world.newPost(), world.newPost()]
    await world.like(postId, ada, ben)
    await world.like(gone, ada, ben)
    await world.like(postId, ada, cleo)
    await world.unlike(gone, ada, ben)

    // What the ring of a process holds is each push: both states of the group, and what has gone.
    const held = await world.watching(ada, streamCursor)
    const types = [await nextOf(held), await nextOf(held), await nextOf(held), await nextOf(held)]
    expect(types.map((item) => item.__typename)).toEqual([
      'NotificationChanged',
      'UnreadChanged',
      'NotificationChanged',
      'NotificationRemoved',
    ])
    expect(types.at(-1).unread.notifications).toBe(1)

    // Another process has only the table.
    const entries = await notificationLogOf(world.app.db, ada.id).read(0, 100)
    expect(entries?.map(({ seq, data }) => [seq, data.kind])).toEqual([
      [3, 'changed'],
      [4, 'withdrawn'],
    ])
    expect(entries?.[0]?.at).toBe('2026-03-01T12:00:00.000Z')
  })
})
