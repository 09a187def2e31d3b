import type { PostId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type HomeWorld, homeWorld, post } from './test-home.ts'

let world: HomeWorld
beforeEach(async () => {
  world = await homeWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

describe('a new follow', () => {
  test('delivers the newest ten, the oldest of them first', async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    const posts = []
    for (let index = 0; index < 12; index++) {
      posts.push(post(await world.publish(ada)))
      world.app.clock.advance(1_000)
    }
    await world.follow(ben, ada)

    expect(await world.postsOf(ben)).toEqual(posts.slice(2).reverse())
    expect(await world.numbersOf(ben)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  test('delivers again what an unfollow took away', async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    await world.follow(ben, ada)
    const postId = await world.publish(ada)
    await world.unfollow(ben, ada)
    expect(await world.postsOf(ben)).toEqual([])
    await world.follow(ben, ada)
    expect(await world.postsOf(ben)).toEqual([post(postId)])
    expect(await world.numbersOf(ben)).toEqual([1, 2, 3])
  })

  test('remembers the newest fifty posts of an author, and none that is deleted', async () => {
    const ada = world.app.newActor()
    const posts: PostId[] = []
    for (let index = 0; index < 53; index++) {
      posts.push(await world.publish(ada))
      world.app.clock.advance(1_000)
    }
    await world.app.hear('social.post.deleted', { postId: posts.at(-1)!, authorId: ada.id })
    const { rows } = await world.app.db.execute<{ post_id: string }>(
      sql`select post_id from author_posts order by published_at`,
    )
    // One was more than fifty when the last came, and the last is gone.
    expect(rows.map((row) => row.post_id)).toEqual(posts.slice(2, 52))
  })
})

describe('what leaves the home feed', () => {
  test('a block takes the items of both away from each other', async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    await world.follow(ben, ada)
    await world.follow(ada, ben)
    await world.publish(ada)
    await world.publish(ben)

    await world.block(ben, ada)
    expect([await world.postsOf(ada), await world.postsOf(ben)]).toEqual([[], []])

    await world.publish(ada)
    await world.publish(ben)
    expect([await world.postsOf(ada), await world.postsOf(ben)]).toEqual([[], []])
  })

  test('a deleted post leaves every timeline, in chunks of a thousand', async () => {
    const ada = world.app.newActor()
    await world.app.db.execute(sql`
      insert into follows select ${ada.id}, gen_random_uuid(), now() from generate_series(1, 2001)`)
    const postId = await world.publish(ada)
    await world.publish(ada)

    await world.app.hear('social.post.deleted', { postId, authorId: ada.id })

    const { rows } = await world.app.db.execute(sql`
      select kind, removed_at is not null as is_removed, count(*)::int as rows from home_log group by 1, 2 order by 1, 2`)
    expect(rows).toEqual([
      { kind: 'added', is_removed: false, rows: 2001 },
      { kind: 'added', is_removed: true, rows: 2001 },
      { kind: 'removed', is_removed: false, rows: 2001 },
    ])
  })

  test('a post that its author keeps to themselves leaves every timeline, and one for followers stays', async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    await world.follow(ben, ada)
    const postId = await world.publish(ada)
    const edit = (visibility: 'FOLLOWERS' | 'ONLY_ME', visibilityBefore: 'PUBLIC' | 'FOLLOWERS') =>
      world.app.hear('social.post.edited', {
        ...{ postId, authorId: ada.id, text: 'x', assetIds: [], visibility, visibilityBefore },
        publishedAt: world.app.clock.now().toISOString(),
      })
    await edit('FOLLOWERS', 'PUBLIC')
    expect(await world.postsOf(ben)).toEqual([post(postId)])
    await edit('ONLY_ME', 'FOLLOWERS')
    await edit('ONLY_ME', 'FOLLOWERS')
    expect(await world.postsOf(ben)).toEqual([])
    expect(await world.numbersOf(ben)).toEqual([1, 2])
  })

  test('an item is found by its owner only, and only while it is there', async () => {
    const [ada, ben, cleo] = [world.app.newActor(), world.app.newActor(), world.app.newActor()]
    await world.follow(ben, ada)
    await world.publish(ada)
    const { nodes } = await world.homeOf(ben)
    const entity = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on FeedItem { id post { id } } } }`
    const of = [{ __typename: 'FeedItem', id: nodes[0].id }]

    expect((await world.app.ask(entity, { of }, ben))._entities[0]).toMatchObject({ id: nodes[0].id })
    expect((await world.app.ask(entity, { of }, cleo))._entities).toEqual([null])
    expect((await world.app.ask(entity, { of }))._entities).toEqual([null])
    expect((await world.app.ask(entity, { of: [{ ...of[0], id: 'post_01' }] }, ben))._entities).toEqual([null])
    await world.unfollow(ben, ada)
    expect((await world.app.ask(entity, { of }, ben))._entities).toEqual([null])
  })
})
