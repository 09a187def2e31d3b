import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type HomeWorld, homeWorld, nextOf, post } from './test-home.ts'

let world: HomeWorld
let [ada, ben, cleo]: Actor[] = []
beforeEach(async () => {
  world = await homeWorld()
  ;[ada, ben, cleo] = Array.from({ length: 3 }, () => world.app.newActor())
})
afterEach(() => world[Symbol.asyncDispose]())

const isCrowd = () => world.app.db.execute(sql`insert into crowds values (${ada!.id}, now())`)
const logged = async () => {
  const { rows } = await world.app.db.execute<{ rows: number }>(sql`select count(*)::int as rows from home_log`)
  return rows[0]?.rows
}

describe('an author with more than ten thousand followers', () => {
  test('is found at the post that shows it, which goes to little more than these, and to the others when they look', async () => {
    await world.app.db.transaction(async (filling) => {
      await filling.execute(sql`set local statement_timeout = 0`)
      await filling.execute(sql`
        insert into follows
        select ${ada!.id}, ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, now() - interval '1 year'
        from generate_series(1, 12000) as n`)
    })
    await world.follow(ben!, ada!)
    const first = await world.publish(ada!)
    expect(await logged()).toBe(11_000)
    const second = await world.publish(ada!)
    expect(await logged()).toBe(11_000)
    expect(await world.postsOf(ben!)).toEqual([second, first].map(post))
  }, 60_000)

  test('costs a page two statements when there is nothing new, and brings each post once', async () => {
    await isCrowd()
    await world.follow(ben!, ada!)
    await world.follow(ben!, cleo!)
    const posts = [await world.publish(ada!), await world.publish(cleo!), await world.publish(ada!)]
    expect(await logged()).toBe(1)
    expect(await world.postsOf(ben!)).toEqual([posts[2], posts[0], posts[1]].map((id) => post(id!)))
    expect(await world.app.statementsOf(() => world.homeOf(ben!))).toBe(2)
    expect(await world.numbersOf(ben!)).toEqual([1, 2, 3])
    await world.unfollow(ben!, ada!)
    expect(await world.postsOf(ben!)).toEqual([post(posts[1]!)])
  })

  test('is brought to who watches, as the next items of the stream', async () => {
    await isCrowd()
    await world.follow(ben!, ada!)
    const { streamCursor } = await world.homeOf(ben!)
    const postId = await world.publish(ada!)
    const watched = await world.watching(ben!, streamCursor)
    expect(await nextOf(watched)).toMatchObject({ __typename: 'FeedItemAdded', item: { post: { id: post(postId) } } })
    await watched.return?.()
  })

  test('brings nothing that is gone, withheld, muted, older than the follow, or of somebody who is blocked', async () => {
    await isCrowd()
    const early = await world.publish(ada!)
    world.app.clock.advance(1_000)
    await world.app.hear('social.user.followed', { followerId: ben!.id, followeeId: ada!.id })
    const [deleted, withheld, kept] = [await world.publish(ada!), await world.publish(ada!), await world.publish(ada!)]
    await world.app.hear('social.post.deleted', { postId: deleted, authorId: ada!.id })
    await world.app.hear('social.post.withheld', { postId: withheld, authorId: ada!.id })
    // The follow itself brought what came before it.
    expect(await world.postsOf(ben!)).toEqual([kept, early].map(post))
    await world.app.hear('social.user.muted', { muterId: ben!.id, mutedId: ada!.id, level: 'HIDE_FROM_FEEDS' })
    await world.publish(ada!)
    expect(await world.postsOf(ben!)).toEqual([])
  })

  test('is told of at once, and put on their timelines, to whom wants to hear of each post', async () => {
    await isCrowd()
    await world.app.hear('social.user.followed', { followerId: ben!.id, followeeId: ada!.id, notifyOnPost: true })
    await world.follow(cleo!, ada!)
    const postId = await world.publish(ada!)
    expect(await logged()).toBe(1)
    const text = '{ notifications { nodes { type subject { ... on Post { id } } } } }'
    expect((await world.app.ask(text, {}, ben)).notifications.nodes).toEqual([
      { type: 'NEW_POST', subject: { id: post(postId) } },
    ])
    expect(await world.postsOf(ben!)).toEqual([post(postId)])
  })

  test('keeps the newest fifty posts for who has not looked', async () => {
    await isCrowd()
    await world.follow(ben!, ada!)
    await world.app.hearTogether(
      Array.from({ length: 60 }, () => ({
        name: 'social.post.published' as const,
        data: {
          ...{ postId: mintId('Post', world.app.clock.now()), authorId: ada!.id, visibility: 'PUBLIC' as const },
          ...{ text: null, assetIds: [] },
        },
      })),
    )
    await world.app.doChores()
    const { rowCount } = await world.app.db.execute(sql`select from crowd_posts`)
    expect(rowCount).toBe(50)
    expect(await world.postsOf(ben!)).toHaveLength(50)
  })
})
