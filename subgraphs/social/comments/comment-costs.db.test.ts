import { type Actor, anonymous } from '@varal/platform/viewer'
import type { CommentId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { likersOfComments } from '../comment-likes/reads.ts'
import { likedPostsOf } from '../likes/reads.ts'
import { firstPage, planOf, type SocialWorld, socialWorld } from '../test-world.ts'
import { commentsOf, topCommentsOf } from './reads.ts'

describe('what comments cost', () => {
  let world: SocialWorld
  let ada: Actor
  let ben: Actor
  const postIds: string[] = []
  const threads: string[] = []
  beforeAll(async () => {
    world = await socialWorld()
    ada = await world.person()
    ben = await world.person()
    for (let one = 0; one < 5; one++) {
      const postId = await world.post(ada)
      postIds.push(postId)
      for (let two = 0; two < 4; two++) {
        const id = await world.comment(ben, postId, 'oh #sea')
        threads.push(id)
        await world.comment(ada, postId, 're', { parentId: id })
        await world.mutate('likeComment', { id }, ada)
      }
    }
    await world.settle()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const CARD = `id state author { id } text { text spans { start } } asset { id } createdAt editedAt version depth
    likeCount { value } replyCount { value } viewerLiked parent { id } root { id }`
  const costOf = async (type: 'Post' | 'Comment', ids: readonly string[], selection: string) => {
    const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on ${type} { ${selection} } } }`
    const refs = ids.map((id) => ({ __typename: type, id }))
    let found: any[] = []
    const statements = await world.app.statementsOf(async () => {
      found = (await world.app.ask(text, { refs }, ben))._entities
    })
    return { statements, found }
  }

  test('twenty comments with author, text, counts and what the viewer likes: three statements', async () => {
    const { statements, found } = await costOf('Comment', threads, CARD)
    expect(statements).toBe(3)
    expect(found[0]).toMatchObject({ likeCount: { value: '1' }, replyCount: { value: '1' }, viewerLiked: false })
  })

  test('the comments of however many posts, with two replies each and how many there are: eight statements', async () => {
    const selection = `comments(first: 4) { total { value } nodes { ${CARD}
      replies(first: 2) { total { value } nodes { ${CARD} } } } }`
    const { statements, found } = await costOf('Post', postIds, selection)
    expect(found[0].comments.nodes[0].replies.nodes[0]).toMatchObject({ depth: 1, root: { id: threads[0] } })
    expect(statements).toBe((await costOf('Post', postIds.slice(0, 1), selection)).statements)
    expect(statements).toBe(8)
  })

  test('the first page in the order TOP: two statements more than its posts', async () => {
    const { statements } = await costOf('Post', postIds, 'comments(first: 4, order: TOP) { nodes { id } }')
    expect(statements).toBe(3)
  })

  test('what somebody has liked is one statement, and all counts of people are two', async () => {
    const text = `query ($u: [_Any!]!) { _entities(representations: $u) { ... on User { likedPosts { nodes { id } } } } }`
    const u = [{ __typename: 'User', id: globalIdOf(ben) }]
    expect(await world.app.statementsOf(() => world.app.ask(text, { u }, ben))).toBe(1)
    const counts = `query ($u: [_Any!]!) { _entities(representations: $u) { ... on User { socialCounts {
      followers { value } following { value } posts { value } boards { value } } } } }`
    const people = [ada, ben].map((one) => ({ __typename: 'User', id: globalIdOf(one) }))
    expect(await world.app.statementsOf(() => world.app.ask(counts, { u: people }, ben))).toBe(2)
  })

  test.each([
    ['a comment', () => world.mutate('createComment', { postId: postIds[0], text: 'plain' }, ben), 6],
    [
      'a reply',
      () => world.mutate('createComment', { postId: postIds[0], parentId: threads[0], text: 'plain' }, ben),
      7,
    ],
    ['a like', () => world.mutate('likeComment', { id: threads[0] }, ben), 3],
    ['hiding', () => world.mutate('hideComment', { id: threads[1] }, ada), 4],
  ])('%s', async (_what, act, expected) => {
    const around = await world.app.statementsOf(() => world.app.db.transaction(async () => {}))
    let answer: any
    const statements = await world.app.statementsOf(async () => {
      answer = await act()
    })
    expect(answer.userErrors).toEqual([])
    expect(statements - around).toBe(expected)
  })
})

describe('lists of comments and likes among tens of thousands of rows read their own stretch of an index', () => {
  let world: SocialWorld
  let ada: Actor
  const one = '00000000-0000-7000-8000-000000000001'
  const parent = '00000000-0000-7000-a000-000000000001' as CommentId
  beforeAll(async () => {
    world = await socialWorld()
    ada = await world.person()
    // Half of 40,000 comments, replies and likes are of one post, comment or person, which is asked for; the others have one each.
    const oneIn = (kind: string) =>
      sql.raw(`('00000000-0000-7000-${kind}-' || lpad(to_hex(case n % 2 when 0 then 1 else n end), 12, '0'))::uuid`)
    const [nth, top] = [oneIn('8000'), oneIn('a000')]
    const own = sql.raw(`('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid`)
    const at = sql.raw(`timestamptz '2026-01-01' + n * interval '1 minute'`)
    // In parts, each well within the statement timeout.
    for (let part = 0; part < 8; part++) {
      const from = sql.raw(`from generate_series(${part * 5_000 + 1}, ${(part + 1) * 5_000}) as n`)
      for (const statement of [
        sql`insert into posts (id, author_id, kind, asset_ids, visibility, state, created_at, published_at)
            select ${own}, ${nth}, 'TEXT', '{}', 'PUBLIC', 'PUBLISHED', ${at}, ${at} ${from}`,
        sql`insert into comments (id, post_id, author_id, text, created_at, likes, parent_id, depth)
            select ${own}, ${nth}, ${own}, 'x', ${at}, n % 7, case when n / 2 % 2 = 0 then ${top} end, 0 ${from}`,
        sql`insert into comment_likes (comment_id, user_id, liked_at) select ${top}, ${own}, ${at} ${from}`,
        sql`insert into likes (user_id, post_id, liked_at) select ${nth}, ${own}, ${at} ${from}`,
        sql`insert into audiences (person_id, is_private) select ${own}, n % 20 = 0 ${from}`,
        sql`insert into follows (follower_id, followee_id, since) select ${own}, ${nth}, ${at} ${from}`,
        sql`insert into blocks (blocker_id, blocked_id, since) select ${own}, ${nth}, ${at} ${from}`,
        sql`insert into mutes (muter_id, muted_id, level, since) select ${own}, ${nth}, 'HIDE_EVERYWHERE', ${at} ${from}`,
      ]) {
        await world.app.db.execute(statement)
      }
    }
    for (const table of ['posts', 'comments', 'comment_likes', 'likes', 'follows', 'blocks', 'audiences', 'mutes'])
      await world.app.db.execute(sql.raw(`analyze ${table}`))
  })
  afterAll(() => world[Symbol.asyncDispose]())

  test.each([
    ['comments, the oldest first', 'comments_on_post', commentsOf('postId', 'OLDEST'), one],
    ['comments, the newest first', 'comments_on_post', commentsOf('postId', 'NEWEST'), one],
    ['replies, the oldest first', 'replies_of_comment', commentsOf('parentId', 'OLDEST'), parent],
    ['replies, the newest first', 'replies_of_comment', commentsOf('parentId', 'NEWEST'), parent],
    ['the rest of a ranking', 'comments_on_post', commentsOf('postId', 'OLDEST', [parent]), one],
    ['likers of a comment', 'likes_of_comment', likersOfComments, parent],
    ['what somebody likes', 'likes_of_person', likedPostsOf, one],
  ])('%s', async (_what, index, read, key) => {
    for (const viewer of [anonymous, ada]) {
      const later = { ...firstPage(20), after: ['2026-01-20T00:00:00.000Z', one] as const }
      for (const page of [firstPage(20), later]) {
        const plan = await planOf(world.app.db, read(world.app.db, viewer)([key] as never, page))
        expect(plan).toContain(index)
        expect(plan).not.toMatch(/Seq Scan|Limit\n\s*->\s+Sort/)
      }
    }
  })

  test.each([
    ['postId', 'comments_top', one],
    ['parentId', 'comments_top', parent],
  ] as const)('a ranking by %s', async (of, index, key) => {
    for (const viewer of [anonymous, ada]) {
      const plan = await planOf(world.app.db, topCommentsOf(of)(world.app.db, viewer)([key] as never))
      expect(plan).toContain(index)
      expect(plan).not.toMatch(/Seq Scan|Limit\n\s*->\s+Sort/)
    }
  })
})
