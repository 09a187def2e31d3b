import { globalIdOf } from '@varal/testing/lone-subgraph'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type HomeWorld, homeWorld, nextOf, post } from './test-home.ts'

let world: HomeWorld
beforeEach(async () => {
  world = await homeWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

describe('the home stream', () => {
  test('shows an item the moment it is delivered, equal to what a replay shows', async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    await world.follow(ben, ada)
    const { streamCursor } = await world.homeOf(ben)
    const watched = await world.watching(ben)

    const postId = await world.publish(ada)

    const live = await nextOf(watched)
    expect(live).toMatchObject({
      __typename: 'FeedItemAdded',
      item: { post: { id: post(postId), author: { id: globalIdOf(ada) } }, reason: { user: { id: globalIdOf(ada) } } },
    })
    expect(live.item.id).toBe((await world.homeOf(ben)).nodes[0].id)
    expect(await nextOf(await world.watching(ben, streamCursor))).toEqual(live)
    await watched.return?.()
  })

  test('tells what is taken away, and resumes behind any cursor', async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    await world.follow(ben, ada)
    const { streamCursor } = await world.homeOf(ben)
    await world.publish(ada)
    await world.publish(ada)
    const { nodes } = await world.homeOf(ben)
    await world.unfollow(ben, ada)

    const watched = await world.watching(ben, streamCursor)
    const items = [await nextOf(watched), await nextOf(watched), await nextOf(watched), await nextOf(watched)]
    expect(items.map((item) => item.__typename)).toEqual([
      'FeedItemAdded',
      'FeedItemAdded',
      'FeedItemRemoved',
      'FeedItemRemoved',
    ])
    expect(items.slice(2).map((item) => item.feedItemId)).toEqual(nodes.map((node: any) => node.id))

    const resumed = await world.watching(ben, items[1].cursor)
    expect(await nextOf(resumed)).toEqual(items[2])
  })

  test('gives a watcher all of a removal that is larger than a queue', async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    await world.follow(ben, ada)
    await world.app.db.execute(sql`
      with rows as (
        insert into home_log (owner_id, seq, kind, item_id, post_id, author_id, at)
        select ${ben.id}, n, 'added', gen_random_uuid(), gen_random_uuid(), ${ada.id}, now()
        from generate_series(1, 600) as n returning 1
      ) insert into live_topics select ${`home:${ben.id}`}, count(*) from rows`)
    const watched = await world.watching(ben)

    await world.unfollow(ben, ada)

    const seen = new Set<string>()
    for (let index = 0; index < 500; index++) {
      const item = await nextOf(watched)
      expect(item.__typename).toBe('FeedItemRemoved')
      seen.add(item.feedItemId)
    }
    expect(seen.size).toBe(500)
    await watched.return?.()
  })

  test('begins anew behind a cursor that is not of this stream', async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    await world.follow(ben, ada)
    await world.publish(ada)
    const { streamCursor } = await world.homeOf(ben)
    for (const [viewer, cursor] of [
      [ada, streamCursor],
      [ben, 'nonsense'],
    ] as const) {
      expect(await nextOf(await world.watching(viewer, cursor))).toMatchObject({
        __typename: 'StreamReset',
        reason: 'CURSOR_INVALID',
      })
    }
  })
})
