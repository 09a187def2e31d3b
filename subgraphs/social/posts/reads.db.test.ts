import { type Actor, anonymous } from '@varal/platform/viewer'
import type { PostId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { commentsOf } from '../comments/reads.ts'
import { followedBy, followersOf } from '../follows/reads.ts'
import { likersOfPosts } from '../likes/reads.ts'
import { viewerStates } from '../pins/reads.ts'
import { firstPage, planOf, type SocialWorld, socialWorld } from '../test-world.ts'
import { postsOfAuthors } from './reads.ts'

describe('what reading costs', () => {
  let world: SocialWorld
  let ada: Actor
  let ben: Actor
  const postIds: string[] = []
  beforeAll(async () => {
    world = await socialWorld()
    ada = await world.person()
    ben = await world.person()
    const board = await world.board(ben)
    for (let one = 0; one < 25; one++) {
      const post = await world.post(ada, { visibility: one % 5 === 0 ? 'FOLLOWERS' : 'PUBLIC' })
      postIds.push(post)
      await world.mutate('likePost', { postId: post }, ada)
      if (one % 5 !== 0) await world.pin(ben, post, board)
      world.app.clock.advance(1)
    }
    await world.settle()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const card = `id author { id } text { text } media { id } state visibility publishedAt
    counts { likes { value } comments { value } saves { value } } viewerState { liked savedIn { id name } }`

  test('twenty posts by reference, with author, text, media, counts and what the viewer did, are three statements', async () => {
    await world.follow(ben, ada)
    const refs = postIds.slice(0, 20).map((id) => ({ __typename: 'Post', id }))
    const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Post { ${card} } } }`
    let found: any[] = []
    const statements = await world.app.statementsOf(async () => {
      found = (await world.app.ask(text, { refs }, ben))._entities
    })

    expect(statements).toBe(3)
    expect(found.map(({ id }) => id)).toEqual(postIds.slice(0, 20))
    expect(found[1]).toMatchObject({
      counts: { likes: { value: '1' }, saves: { value: '1' }, comments: { value: '0' } },
      viewerState: { liked: false, savedIn: [{ name: 'mornings' }] },
    })
    expect(found[0].viewerState.savedIn).toEqual([])
    await world.mutate('unfollow', { userId: globalIdOf(ada) }, ben)
  })

  test('a profile with its first twenty posts and all counts is three statements', async () => {
    const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User {
      followerCount { value } followingCount { value } postCount { value }
      posts(first: 20) { nodes { id text { text } media { id } counts { likes { value } } } pageInfo { hasNextPage } } } } }`
    let profile: any
    const refs = [{ __typename: 'User', id: globalIdOf(ada) }]
    const statements = await world.app.statementsOf(async () => {
      profile = (await world.app.ask(text, { refs }, ben))._entities[0]
    })

    expect(statements).toBe(3)
    expect(profile.posts.nodes).toHaveLength(20)
    // 25, of which the 5 for followers are neither shown nor counted nor hinted at by a next page.
    expect(profile).toMatchObject({ postCount: { value: '20' }, posts: { pageInfo: { hasNextPage: false } } })
  })

  test('twenty profiles cost what one costs', async () => {
    const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User {
      posts(first: 3) { nodes { id } } boards(first: 3) { nodes { id pinCount { value } pins(first: 2) { nodes { id } } } }
      followers(first: 3) { nodes { id } } following(first: 3) { nodes { id } } relationship { following } } } }`
    const cost = (people: readonly Actor[]) =>
      world.app.statementsOf(() =>
        world.app.ask(text, { refs: people.map((one) => ({ __typename: 'User', id: globalIdOf(one) })) }, ada),
      )
    const more = Array.from({ length: 18 }, () => world.app.newActor())
    expect(await cost([ada, ben, ...more])).toBe(await cost([ben]))
    expect(await cost([ben])).toBe(7)
  })

  test('pages follow each other without gaps or repeats, also within a millisecond', async () => {
    const cleo = await world.person()
    const expected: string[] = []
    for (let one = 0; one < 7; one++) expected.unshift(await world.post(cleo, { text: `${one}` }))
    const text = `query ($refs: [_Any!]!, $after: String) { _entities(representations: $refs) { ... on User {
      posts(first: 3, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage endCursor } } } } }`
    const pages: string[][] = []
    for (let after: string | null = null; ; ) {
      const refs = [{ __typename: 'User', id: globalIdOf(cleo) }]
      const { posts }: any = (await world.app.ask(text, { refs, after }))._entities[0]
      pages.push(posts.edges.map((edge: any) => edge.node.id))
      expect(posts.pageInfo.hasPreviousPage).toBe(after !== null)
      if (!posts.pageInfo.hasNextPage) break
      after = posts.pageInfo.endCursor
    }
    expect(pages.map((page) => page.length)).toEqual([3, 3, 1])
    expect(pages.flat()).toEqual(expected)
  })

  test('refuses a size out of range, and a cursor of another list', async () => {
    const text = `query ($refs: [_Any!]!, $first: Int!, $after: String) { _entities(representations: $refs) {
      ... on User { posts(first: $first, after: $after) { nodes { id } } followers(first: 1) { pageInfo { endCursor } } } } }`
    const code = async (variables: object) => {
      const refs = [{ __typename: 'User', id: globalIdOf(ada) }]
      return (await world.app.answer(text, { refs, first: 1, ...variables })).errors?.[0]?.extensions['code']
    }
    await world.follow(ben, ada)
    const followers = (await world.app.ask(text, { refs: [{ __typename: 'User', id: globalIdOf(ada) }], first: 1 }))
      ._entities[0].followers.pageInfo.endCursor
    expect(await code({ first: 0 })).toBe('BAD_REQUEST')
    expect(await code({ first: 101 })).toBe('BAD_REQUEST')
    expect(await code({ after: followers })).toBe('CURSOR_EXPIRED')
    expect(await code({ after: 'x' })).toBe('CURSOR_EXPIRED')
  })

  test('what is no id is nothing', async () => {
    const text = 'query ($id: ID!) { post(id: $id) { id } board(id: $id) { id } }'
    for (const id of ['', 'post_zzz', globalIdOf(ada), 'x'.repeat(10_000)]) {
      expect(await world.app.ask(text, { id })).toEqual({ post: null, board: null })
    }
  })
})

describe('lists among tens of thousands of rows read their own stretch of an index', () => {
  let world: SocialWorld
  let ada: Actor
  const one = '00000000-0000-7000-8000-000000000001'
  beforeAll(async () => {
    world = await socialWorld()
    ada = await world.person()
    // 40 busy authors, posts and people among 40,000 rows of each table; number 1 is asked for.
    const nth = sql.raw(`('00000000-0000-7000-8000-' || lpad(to_hex(n % 40), 12, '0'))::uuid`)
    const own = sql.raw(`('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid`)
    const at = sql.raw(`timestamptz '2026-01-01' + n * interval '1 minute'`)
    const visibility = sql.raw(`(array['PUBLIC', 'UNLISTED', 'FOLLOWERS', 'ONLY_ME'])[1 + n / 40 % 4]`)
    // In parts, each well within the statement timeout.
    for (let part = 0; part < 8; part++) {
      const from = sql.raw(`from generate_series(${part * 5_000 + 1}, ${(part + 1) * 5_000}) as n`)
      for (const statement of [
        sql`insert into posts (id, author_id, kind, asset_ids, visibility, state, created_at, published_at)
            select ${own}, ${nth}, 'TEXT', '{}', ${visibility}, 'PUBLISHED', ${at}, ${at} ${from}`,
        sql`insert into comments (id, post_id, author_id, text, created_at) select ${own}, ${nth}, ${own}, 'x', ${at} ${from}`,
        sql`insert into likes (post_id, user_id, liked_at) select ${nth}, ${own}, ${at} ${from}`,
        sql`insert into follows (follower_id, followee_id, since) select ${own}, ${nth}, ${at} ${from}`,
        sql`insert into follows (follower_id, followee_id, since) select ${nth}, ${own}, ${at} ${from}`,
        sql`insert into blocks (blocker_id, blocked_id, since) select ${own}, ${nth}, ${at} ${from}`,
        sql`insert into audiences (person_id, is_private) select ${own}, n % 20 = 0 ${from}`,
        sql`insert into mutes (muter_id, muted_id, level, since) select ${own}, ${nth}, 'HIDE_EVERYWHERE', ${at} ${from}`,
        sql`insert into boards (id, owner_id, name, privacy, created_at, updated_at)
            select ${own}, ${nth}, 'x', 'PUBLIC', ${at}, ${at} ${from}`,
        sql`insert into pins (id, board_id, post_id, saved_by, saved_at) select ${own}, ${nth}, ${own}, ${nth}, ${at} ${from}`,
        sql`insert into collaborators (board_id, user_id, role, invited_at) select ${own}, ${nth}, 'VIEWER', ${at} ${from}`,
      ]) {
        await world.app.db.execute(statement)
      }
    }
    for (const table of [
      'posts',
      'comments',
      'likes',
      'follows',
      'blocks',
      'audiences',
      'mutes',
      'boards',
      'pins',
      'collaborators',
    ])
      await world.app.db.execute(sql.raw(`analyze ${table}`))
  })
  afterAll(() => world[Symbol.asyncDispose]())

  test.each([
    ['posts of an author', 'posts_of_author', postsOfAuthors, [one]],
    ['posts of many authors', 'posts_of_author', postsOfAuthors, [one, one.replace(/1$/, '2'), one.replace(/1$/, '3')]],
    ['comments of a post', 'comments_on_post', commentsOf('postId', 'OLDEST'), [one]],
    ['likers of a post', 'likes_of_post', likersOfPosts, [one]],
    ['followers of a person', 'follows_of_followee', followersOf, [one]],
    ['whom a person follows', 'follows_of_follower', followedBy, [one]],
  ])('%s', async (_what, index, read, keys) => {
    for (const viewer of [anonymous, ada]) {
      const request = { ...firstPage(20), after: ['2026-01-20T00:00:00.000Z', one] as const }
      for (const page of [firstPage(20), request]) {
        const plan = await planOf(world.app.db, read(world.app.db, viewer)(keys as never, page))
        expect(plan).toContain(index)
        expect(plan).not.toContain('Seq Scan')
      }
    }
  })

  test('what the viewer did with posts', async () => {
    const plan = await planOf(world.app.db, viewerStates(world.app.db, ada)([one as PostId]))
    expect(plan).toContain('pins_of_saver')
    // Of somebody who likes little, what they like is as quick.
    expect(plan).toMatch(/likes_post_id_user_id_pk|likes_of_person/)
    expect(plan).not.toContain('Seq Scan')
  })

  test('a page of posts reads no more rows than it may show, however many others there are', async () => {
    const read = postsOfAuthors(world.app.db, anonymous)([one as UserId], firstPage(20)) as any
    const [{ 'QUERY PLAN': plan }] = (await world.app.db.execute(sql`explain (analyze, format json) ${read.getSQL()}`))
      .rows as any[]
    const scanned: number[] = []
    const walk = (node: any) => {
      if (node['Index Name'] === 'posts_of_author')
        scanned.push((node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'])
      for (const child of node.Plans ?? []) walk(child)
    }
    walk(plan[0].Plan)
    // Two visibilities, of each first + 1.
    expect(scanned).toEqual([42])
  })
})
