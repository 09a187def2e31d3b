import { sealedCursors } from '@varal/platform/cursors'
import { rowsOf } from '@varal/platform/db'
import { liveHub } from '@varal/platform/live/live-hub'
import { memoryLive } from '@varal/platform/live/memory-live'
import { anonymous } from '@varal/platform/viewer'
import type { PostId } from '@varal/schema/ids'
import { type Fact, globalIdOf } from '@varal/testing/lone-subgraph'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Ctx } from '../loaders.ts'
import { postUuid, type SocialWorld, socialWorld } from '../test-world.ts'
import { ActivityStream } from './activity-stream.ts'
import { brief, isComment, watchPost } from './test-activity.ts'

let world: SocialWorld
beforeAll(async () => {
  world = await socialWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

/** Says something, and has it heard. */
async function says(author: Parameters<SocialWorld['comment']>[0], postId: string, text: string) {
  const id = await world.comment(author, postId, text)
  await world.settle()
  return id
}
const likesOf = (postId: string, people: number): Fact[] =>
  Array.from({ length: people }, () => ({
    name: 'social.post.liked',
    data: { postId: postUuid(postId) as PostId, authorId: world.app.newActor().id, userId: world.app.newActor().id },
  }))

describe('the activity of a post', () => {
  test('shows comments as they come and go, equal to what a replay shows', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const postId = await world.post(ada)
    await using before = await watchPost(world, postId)
    await says(ben, postId, 'zero')
    const { cursor } = await before.nextComment()
    await using live = await watchPost(world, postId, ada)

    const commentId = await says(ben, postId, 'What a light!')
    const added = await live.nextComment()
    await world.mutate('deleteComment', { id: commentId }, ben)
    await world.settle()
    const removed = await live.nextComment()

    expect(added.comment).toEqual({ id: commentId, text: { text: 'What a light!' }, author: { id: globalIdOf(ben) } })
    expect(removed).toMatchObject({ __typename: 'CommentRemoved', commentId })
    await using replayed = await watchPost(world, postId, ada, cursor)
    // The comment itself is gone by now.
    const again = await replayed.nextComment()
    expect([again.commentId, again.at]).toEqual([commentId, removed.at])
  })

  test('shows the counts, all likes of a burst in a few items and the last of them in any case', async () => {
    const postId = await world.post(await world.person())
    await using watching = await watchPost(world, postId)
    const beganMs = performance.now()
    const burst = likesOf(postId, 200)
    for (let from = 0; from < burst.length; from += 5) await world.app.hearTogether(burst.slice(from, from + 5))

    const seen = await watching.until((item) => item.post?.counts.likes.value === '200')
    expect(seen.length).toBeLessThanOrEqual(2 + (performance.now() - beganMs) / 250)
    const versions = seen.map((item) => Number(item.post.counts.likes.version))
    expect(versions).toEqual(versions.toSorted((one, other) => one - other))
    expect(seen.at(-1).post).toMatchObject({ id: postId, counts: { comments: { value: '0' }, saves: { value: '0' } } })
  })

  test('counts what is kept on boards, and nothing that is kept in secret', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const postId = await world.post(ada)
    await using watching = await watchPost(world, postId)
    await world.pin(ben, postId, await world.board(ben, { privacy: 'SECRET' }))
    await world.settle()
    await world.pin(ben, postId, await world.board(ben))
    await world.settle()
    expect((await watching.nextNews()).post.counts.saves.value).toBe('1')
  })

  test('is resumed behind any cursor: each comment once and in order, and the counts if they have changed', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const postId = await world.post(ada)
    await using watching = await watchPost(world, postId)
    const seen: any[] = []
    for (const said of ['one', 'two', 'three']) {
      await says(ben, postId, said)
      seen.push(...(await watching.until((item) => item.post?.counts.comments.value === String(seen.length / 2 + 1))))
    }
    expect(seen.filter(isComment).map(brief)).toEqual(['one', 'two', 'three'])

    for (const [index, { cursor }] of seen.entries()) {
      await using resumed = await watchPost(world, postId, ada, cursor)
      const rest: any[] = []
      for (let item = await resumed.next(); item.__typename !== 'StreamCheckpoint'; item = await resumed.next()) {
        rest.push(item)
      }
      const missed = seen.slice(index + 1)
      expect(rest.filter(isComment).map(brief)).toEqual(missed.filter(isComment).map(brief))
      const counted = rest.filter((item) => !isComment(item))
      expect(counted.map((item) => item.post.counts.comments.value)).toEqual(missed.length > 0 ? ['3'] : [])
    }
  })

  test('misses nothing after the cursor of a page of comments, and begins with the counts', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const postId = await world.post(ada)
    const page = async (fields: string, more = '') => {
      const query = `query ($id: ID!) { post(id: $id) { comments { ${fields} } } } ${more}`
      return (await world.app.ask(query, { id: postId })).post.comments
    }
    await says(ben, postId, 'on the page')
    const fragment = 'fragment Resumable on CommentConnection { ... on CommentConnection { streamCursor } }'
    const { streamCursor, nodes } = await page('nodes { id } ...Resumable', fragment)
    expect(nodes).toHaveLength(1)
    await says(ben, postId, 'after it')

    await using watching = await watchPost(world, postId, ada, streamCursor)
    const began = [await watching.nextNews(), await watching.nextNews()]
    expect(began.map(brief).toSorted()).toEqual(['0 likes', 'after it'])
    const bare = await world.app.statementsOf(() => page('nodes { id }'))
    expect(await world.app.statementsOf(() => page('nodes { id } streamCursor'))).toBe(bare + 1)
  })

  test('shows with a checkpoint what a lost hint would have shown', async () => {
    const postId = await world.post(await world.person())
    const { db, clock } = world.app
    await using hub = await liveHub(db, memoryLive(), { idleMs: 20, tickMs: 10 })
    const cursors = sealedCursors('a secret that only the tests of this run know')
    const stream = new ActivityStream(postUuid(postId) as PostId, null, {
      ...({ viewer: anonymous, live: hub, db, clock, cursors } as Partial<Ctx>),
    } as Ctx)
    expect(await stream.isVisible()).toBe(true)
    expect((await stream.next())?.__typename).toBe('StreamCheckpoint')

    await world.app.hearTogether(likesOf(postId, 3))

    let item = await stream.next()
    while (item?.__typename === 'StreamCheckpoint') item = await stream.next()
    expect(item).toMatchObject({ __typename: 'PostCountsChanged', counters: [{ counted: 'LIKES', value: 3 }] })
    stream.leave()
    expect(await stream.next()).toBeNull()
  })

  test('may be left while nothing happens', async () => {
    const postId = await world.post(await world.person())
    const watching = await watchPost(world, postId)
    const nothing = watching.next()
    await watching[Symbol.asyncDispose]()
    expect(await nothing).toBeNull()
  })

  test.each([['nonsense'], ['another post']])('begins anew for a cursor that is of %s', async (of) => {
    const ada = await world.person()
    const [postId, other] = [await world.post(ada), await world.post(ada)]
    await using elsewhere = await watchPost(world, other)
    await says(ada, other, 'here')
    const { cursor } = await elsewhere.nextNews()
    await using watching = await watchPost(world, postId, ada, of === 'nonsense' ? of : cursor)
    expect(await watching.next()).toMatchObject({ __typename: 'StreamReset', reason: 'CURSOR_INVALID' })
    expect(await watching.next()).toBeNull()
  })
})

describe('the log of a post', () => {
  test('is kept for a day; a stream from before that begins anew', async () => {
    await using own = await socialWorld()
    const ada = await own.person()
    const postId = await own.post(ada)
    await using watching = await watchPost(own, postId)
    for (const said of ['one', 'two', 'three']) {
      await own.comment(ada, postId, said)
      await own.settle()
      expect(brief(await watching.nextComment())).toBe(said)
      if (said === 'two') own.app.clock.advance(24 * 3_600_000)
    }
    const kept = () => rowsOf<{ seq: string }>(own.app.db, sql`select seq from post_activity order by seq`)
    await own.app.doChores()
    expect(await kept()).toHaveLength(3)
    own.app.clock.advance(1)
    await own.app.doChores()
    expect(await kept()).toEqual([{ seq: '3' }])

    // A process that was not there has no recent past of its own.
    const { db, clock } = own.app
    await using hub = await liveHub(db, memoryLive())
    const first = async (seq: number) => {
      const ctx = { viewer: anonymous, live: hub, db, clock, cursors: sealedCursors('x'.repeat(40)) } as Partial<Ctx>
      const stream = new ActivityStream(postUuid(postId) as PostId, { seq, countsVersion: 3 }, ctx as Ctx)
      const item = await stream.next()
      stream.leave()
      return item
    }
    expect(await first(1)).toMatchObject({ reason: 'CURSOR_TOO_OLD' })
    expect(await first(2)).toMatchObject({ __typename: 'CommentAdded', comment: { text: 'three' } })
  })

  test('takes two statements for a hundred comments, and none for likes', async () => {
    const [ada, postId] = [await world.person(), await world.post(await world.person())]
    const said: Fact[] = Array.from({ length: 100 }, () => ({
      name: 'social.comment.added',
      data: {
        commentId: world.app.newActor().id as never,
        authorId: ada.id,
        postId: postUuid(postId) as PostId,
        postAuthorId: ada.id,
      },
    }))
    const statementsOf = (facts: readonly Fact[]) => world.app.statementsOf(() => world.app.hearTogether(facts))
    const around = await statementsOf([])
    // And one each that counts.
    expect((await statementsOf(said)) - around).toBe(3)
    expect((await statementsOf(likesOf(postId, 100))) - around).toBe(1)
  })
})
