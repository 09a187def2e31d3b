import { connectDatabase, rowsOf } from '@varal/platform/db'
import { encodeId } from '@varal/platform/global-ids'
import { memoryLive } from '@varal/platform/live/memory-live'
import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import { workOn } from '@varal/platform/work'
import type { PostId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { databaseUrl } from '../../../testing/databases.ts'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { postUuid, type SocialWorld, socialWorld } from '../test-world.ts'
import { likePost } from './like-post.ts'
import { unlikePost } from './unlike-post.ts'

describe('likes', () => {
  let world: SocialWorld
  beforeAll(async () => {
    world = await socialWorld()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const factsOf = async (id: string) =>
    (await world.app.announced()).filter(({ data }) => data.postId === postUuid(id)).map(({ name }) => name)
  const likesOf = async (id: string) =>
    (await world.app.ask('query ($id: ID!) { post(id: $id) { counts { likes { value version precision } } } }', { id }))
      .post.counts.likes

  test('liking twice is liking once, and so is taking it back', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const postId = await world.post(ada)
    const did = async (field: string) =>
      (await world.mutate(field, { postId }, ben, 'post { id viewerState { liked } }')).post.viewerState.liked

    expect([await did('likePost'), await did('likePost')]).toEqual([true, true])
    expect([await did('unlikePost'), await did('unlikePost')]).toEqual([false, false])
    expect(await factsOf(postId)).toEqual(['social.post.published', 'social.post.liked', 'social.post.unliked'])
  })

  test('are counted when they are heard of, with a version that only grows', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const postId = await world.post(ada)
    expect(await likesOf(postId)).toEqual({ value: '0', version: '0', precision: 'EXACT' })
    for (const who of [ada, ben]) await world.mutate('likePost', { postId }, who)
    await world.mutate('unlikePost', { postId }, ada)
    await world.settle()
    expect(await likesOf(postId)).toEqual({ value: '1', version: '3', precision: 'EXACT' })
  })

  test('one event is one statement', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const data = { postId: mintId('Post', new Date()), authorId: ada.id, userId: ben.id }
    const costOf = (name: 'social.post.liked' | 'social.post.unliked') =>
      world.app.statementsOf(() => world.app.hearTogether([{ name, data }]))
    const [first, second] = [await costOf('social.post.liked'), await costOf('social.post.unliked')]
    const around = await world.app.statementsOf(() => world.app.db.transaction(async () => {}))
    expect([first - around, second - around]).toEqual([1, 1])
  })

  test('of two hundred people at once are counted exactly', async () => {
    const ada = await world.person()
    const postId = await world.post(ada)
    const [{ name }] = (await rowsOf<{ name: string }>(world.app.db, sql`select current_database() as name`)) as [
      { name: string },
    ]
    await using database = connectDatabase({ url: databaseUrl(inject('postgresUrl'), name), poolMax: 20 })
    const work = workOn({ db: database.db, clock: world.app.clock, live: memoryLive() })
    const likers = Array.from({ length: 200 }, () => world.app.newActor())
    const input = { postId: postUuid(postId) as PostId }

    /** Twenty at a time, as there are connections: more would only wait for one. */
    const all = async (use: typeof likePost, whose: Actor[]) => {
      const queue = [...whose]
      const lane = async () => {
        for (let next = queue.shift(); next; next = queue.shift()) {
          const liker = next
          await work((unit) => use(unit, liker, input))
        }
      }
      await Promise.all(Array.from({ length: 20 }, lane))
    }

    // Everybody twice, at the same time; then every fourth changes their mind.
    await all(
      likePost,
      likers.flatMap((liker) => [liker, liker]),
    )
    await all(
      unlikePost,
      likers.filter((_liker, index) => index % 4 === 0),
    )

    expect(await factsOf(postId)).toHaveLength(1 + 200 + 50)
    await world.settle()
    expect(await likesOf(postId)).toEqual({ value: '150', version: '250', precision: 'EXACT' })
    const text =
      'query ($id: ID!, $after: String) { post(id: $id) { likedBy(first: 100, after: $after) { nodes { id } pageInfo { endCursor hasNextPage } } } }'
    const first = (await world.app.ask(text, { id: postId })).post.likedBy
    const second = (await world.app.ask(text, { id: postId, after: first.pageInfo.endCursor })).post.likedBy
    expect(new Set([...first.nodes, ...second.nodes].map(({ id }: any) => id)).size).toBe(150)
    expect(second.pageInfo.hasNextPage).toBe(false)
  })

  test('are listed with the most recent first, without people whom a block keeps apart', async () => {
    const [ada, ben, cleo, dan] = [
      await world.person(),
      await world.person(),
      await world.person(),
      await world.person(),
    ]
    const postId = await world.post(ada)
    for (const who of [ben, cleo, dan]) {
      world.app.clock.advance(1_000)
      await world.mutate('likePost', { postId }, who)
    }
    await world.block(ben, cleo)
    const text = 'query ($id: ID!) { post(id: $id) { likedBy(first: 2) { nodes { id } pageInfo { hasNextPage } } } }'
    const seenBy = async (who?: typeof ada) => {
      const { nodes, pageInfo } = (await world.app.ask(text, { id: postId }, who)).post.likedBy
      return [...nodes.map(({ id }: any) => id), pageInfo.hasNextPage]
    }

    expect(await seenBy()).toEqual([globalIdOf(dan), globalIdOf(cleo), true])
    expect(await seenBy(ben)).toEqual([globalIdOf(dan), globalIdOf(ben), false])
    expect(await seenBy(cleo)).toEqual([globalIdOf(dan), globalIdOf(cleo), false])
  })

  test.each(['likePost', 'unlikePost'])('%s refuses what is not the id of a post', async (field) => {
    const ada = await world.person()
    for (const postId of ['', 'post_1', globalIdOf(ada)]) {
      expect((await world.mutate(field, { postId }, ada)).userErrors).toEqual([
        { code: 'VALIDATION_FAILED', path: ['input', 'postId'] },
      ])
    }
    const unknown = encodeId('Post', mintId('Post', new Date()))
    expect((await world.mutate(field, { postId: unknown }, ada)).userErrors).toEqual([
      { code: 'NOT_FOUND', path: ['input', 'postId'] },
    ])
  })
})
