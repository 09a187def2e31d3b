import { connectDatabase, rowsOf } from '@varal/platform/db'
import { decodeId, encodeId } from '@varal/platform/global-ids'
import { memoryLive } from '@varal/platform/live/memory-live'
import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import { workOn } from '@varal/platform/work'
import type { CommentId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { databaseUrl } from '../../../testing/databases.ts'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { type SocialWorld, socialWorld } from '../test-world.ts'
import { likeComment, unlikeComment } from './like-comment.ts'

describe('likes of comments', () => {
  let world: SocialWorld
  let ada: Actor
  let ben: Actor
  let postId: string
  beforeAll(async () => {
    world = await socialWorld()
    ada = await world.person()
    ben = await world.person()
    postId = await world.post(ada)
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const uuidOf = (id: string) => decodeId('Comment', id) as CommentId
  const LIKES = 'comment { id viewerLiked likeCount { value version precision } }'
  const look = async (id: string, fields: string, as?: Actor) => {
    const text = `query ($c: [_Any!]!) { _entities(representations: $c) { ... on Comment { ${fields} } } }`
    return (await world.app.ask(text, { c: [{ __typename: 'Comment', id }] }, as))._entities[0]
  }
  const likesOf = async (id: string) => (await look(id, 'likeCount { value version }')).likeCount
  const rankedBy = async (id: string) =>
    (await rowsOf(world.app.db, sql`select likes::int from comments where id = ${uuidOf(id)}`))[0]
  const factsOf = async (id: string) =>
    (await world.app.announced()).filter(({ data }) => data.commentId === uuidOf(id))

  test('liking twice is liking once, and so is taking it back', async () => {
    const id = await world.comment(ada, postId)
    const did = async (field: string) => (await world.mutate(field, { id }, ben, LIKES)).comment.viewerLiked
    expect([await did('likeComment'), await did('likeComment')]).toEqual([true, true])
    expect([await did('unlikeComment'), await did('unlikeComment')]).toEqual([false, false])
    const facts = (await factsOf(id)).slice(1)
    expect(facts.map(({ name }) => name)).toEqual(['social.comment.liked', 'social.comment.unliked'])
    expect(facts[0]?.data).toMatchObject({ userId: ben.id, authorId: ada.id, postAuthorId: ada.id })
  })

  test('of two hundred people at once are counted exactly, and ranked by that', async () => {
    const id = await world.comment(ada, postId)
    const [{ name }] = (await rowsOf<{ name: string }>(world.app.db, sql`select current_database() as name`)) as [
      { name: string },
    ]
    await using database = connectDatabase({ url: databaseUrl(inject('postgresUrl'), name), poolMax: 20 })
    const work = workOn({ db: database.db, clock: world.app.clock, live: memoryLive() })
    const likers = Array.from({ length: 200 }, () => world.app.newActor())
    const all = async (use: typeof likeComment, whose: Actor[]) => {
      const queue = [...whose]
      const lane = async () => {
        for (let next = queue.shift(); next; next = queue.shift()) {
          const liker = next
          await work((unit) => use(unit, liker, { id: uuidOf(id) }))
        }
      }
      await Promise.all(Array.from({ length: 20 }, lane))
    }
    await all(
      likeComment,
      likers.flatMap((liker) => [liker, liker]),
    )
    await all(
      unlikeComment,
      likers.filter((_liker, index) => index % 4 === 0),
    )
    await world.app.hearTogether((await factsOf(id)) as never)
    expect(await likesOf(id)).toEqual({ value: '150', version: '250' })
    expect(await rankedBy(id)).toEqual({ likes: 150 })
  })

  test('that are heard of together are two statements, of however many comments', async () => {
    const [one, other] = [await world.comment(ada, postId), await world.comment(ada, postId)]
    const liked = (id: string) => ({
      name: 'social.comment.liked' as const,
      data: {
        commentId: uuidOf(id),
        authorId: ada.id,
        postId: decodeId('Post', postId) as never,
        postAuthorId: ada.id,
        userId: ben.id,
      },
    })
    const around = await world.app.statementsOf(() => world.app.db.transaction(async () => {}))
    const took = await world.app.statementsOf(() => world.app.hearTogether([liked(one), liked(other), liked(one)]))
    expect(took - around).toBe(2)
    expect([await rankedBy(one), await rankedBy(other)]).toEqual([{ likes: 2 }, { likes: 1 }])
  })

  test('are listed with the most recent first, without people whom a block keeps apart', async () => {
    const [cleo, dan] = [await world.person(), await world.person()]
    const id = await world.comment(ada, postId)
    for (const who of [ben, cleo, dan]) {
      world.app.clock.advance(1_000)
      await world.mutate('likeComment', { id }, who)
    }
    await world.block(ben, cleo)
    const seenBy = async (who?: Actor) => {
      const { nodes, pageInfo } = (await look(id, 'likedBy(first: 2) { nodes { id } pageInfo { hasNextPage } }', who))
        .likedBy
      return [...nodes.map((node: any) => node.id), pageInfo.hasNextPage]
    }
    expect(await seenBy()).toEqual([globalIdOf(dan), globalIdOf(cleo), true])
    expect(await seenBy(ben)).toEqual([globalIdOf(dan), globalIdOf(ben), false])
  })

  test.each(['likeComment', 'unlikeComment'])('%s refuses what is no comment, gone, or out of sight', async (field) => {
    const [cleo, secret] = [await world.person(), await world.post(ada, { visibility: 'ONLY_ME' })]
    const gone = await world.comment(ada, postId)
    await world.comment(ben, postId, 're', { parentId: gone })
    await world.mutate('deleteComment', { id: gone }, ada)
    const apart = await world.comment(ben, postId)
    await world.block(ben, cleo)
    const unknown = encodeId('Comment', mintId('Comment', new Date()))
    for (const id of [unknown, gone, apart, await world.comment(ada, secret)]) {
      expect((await world.mutate(field, { id }, cleo)).userErrors).toEqual([
        { code: 'NOT_FOUND', path: ['input', 'id'] },
      ])
    }
    for (const id of ['', postId]) {
      expect((await world.mutate(field, { id }, cleo)).userErrors[0].code).toBe('VALIDATION_FAILED')
    }
  })

  test('are erased an hour after the comment has gone, and so are those of a deleted post', async () => {
    const ended = await world.post(ada)
    const [alone, parent] = [await world.comment(ada, postId), await world.comment(ada, postId)]
    const last = await world.comment(ada, ended)
    const reply = await world.comment(ben, postId, 're', { parentId: parent })
    for (const id of [alone, parent, last]) await world.mutate('likeComment', { id }, ben)
    await world.settle()
    for (const id of [alone, parent]) await world.mutate('deleteComment', { id }, ada)
    await world.mutate('deletePost', { id: ended }, ada)
    await world.settle()
    const ids = sql`${sql.param([alone, parent, last].map(uuidOf))}::uuid[]`
    const left = async () =>
      (
        await rowsOf<{ left: number }>(
          world.app.db,
          sql`select ((select count(*) from comment_likes where comment_id = any(${ids}))
            + (select count(*) from counters where subject_id = any(${ids}) and counted = 'LIKES')
            + (select count(*) from ended_comments))::int as left`,
        )
      )[0]?.left
    expect(await left()).toBeGreaterThan(6)
    for (let round = 0; round < 3; round++) {
      world.app.clock.advance(61 * 60 * 1000)
      await world.app.doChores()
    }
    expect(await left()).toBe(0)
    expect((await look(parent, 'state replyCount { value } likeCount { value }')).state).toBe('DELETED')
    expect((await look(parent, 'replyCount { value }')).replyCount.value).toBe('1')
    expect(await look(reply, 'id')).toEqual({ id: reply })
  })
})
