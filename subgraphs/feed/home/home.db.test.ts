import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import type { PostId } from '@varal/schema/ids'
import { globalIdOf, type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { feed } from '../subgraph.ts'
import { homePage } from './reads.ts'

const page = /* GraphQL */ `
  query ($first: Int, $after: String) {
    homeFeed(first: $first, after: $after) {
      streamCursor
      pageInfo { hasNextPage endCursor }
      edges { cursor }
      nodes { id deliveredAt post { id author { id } } reason { ... on FollowedAuthor { user { id } } } }
    }
  }`
const stream = /* GraphQL */ `
  subscription ($after: StreamCursor) {
    homeFeed(after: $after) {
      __typename
      ... on StreamItem { cursor at }
      ... on FeedItemAdded { item { id deliveredAt post { id author { id } } reason { ... on FollowedAuthor { user { id } } } } }
      ... on FeedItemRemoved { feedItemId }
      ... on StreamReset { reason }
    }
  }`

let app: LoneSubgraph
beforeEach(async () => {
  app = await loneSubgraph(feed)
})
afterEach(() => app[Symbol.asyncDispose]())

type Visibility = 'PUBLIC' | 'UNLISTED' | 'FOLLOWERS' | 'ONLY_ME'

async function publish(author: Actor, visibility: Visibility = 'PUBLIC'): Promise<PostId> {
  const postId = mintId('Post', app.clock.now())
  await app.hear('social.post.published', {
    postId,
    authorId: author.id,
    visibility,
    text: 'first light',
    assetIds: [],
  })
  return postId
}
const follow = (follower: Actor, followee: Actor) =>
  app.hear('social.user.followed', { followerId: follower.id, followeeId: followee.id })
const unfollow = (follower: Actor, followee: Actor) =>
  app.hear('social.user.unfollowed', { followerId: follower.id, followeeId: followee.id })
const block = (blocker: Actor, blocked: Actor) =>
  app.hear('social.user.blocked', { blockerId: blocker.id, blockedId: blocked.id })

const homeOf = async (viewer: Actor, variables: object = {}) => (await app.ask(page, variables, viewer)).homeFeed
const postsOf = async (viewer: Actor) => (await homeOf(viewer, { first: 100 })).nodes.map((node: any) => node.post.id)
const post = (id: PostId) => encodeId('Post', id)
const numbersOf = async (owner: Actor) => {
  const { rows } = await app.db.execute<{ seq: string }>(
    sql`select seq from home_log where owner_id = ${owner.id} order by seq`,
  )
  return rows.map(({ seq }) => Number(seq))
}
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)

/** A stream's next item that is no checkpoint. */
async function nextOf(watched: AsyncIterator<any>): Promise<any> {
  for (;;) {
    const { value } = await watched.next()
    if (value.errors) throw new Error(value.errors[0].message)
    if (value.data.homeFeed.__typename !== 'StreamCheckpoint') return value.data.homeFeed
  }
}
/** Opens a stream and takes its first checkpoint: what comes after it is live. */
async function watching(viewer: Actor, after: string | null = null): Promise<AsyncIterableIterator<any>> {
  const watched = await app.watch(stream, { after }, viewer)
  if (after === null) {
    const first = await watched.next()
    expect(first.value.data?.homeFeed.__typename).toBe('StreamCheckpoint')
  }
  return watched
}

describe('the home feed', () => {
  test('holds what followed authors published since, newest first, with author and reason', async () => {
    const [ada, ben, cleo] = [app.newActor(), app.newActor(), app.newActor()]
    await follow(ben, ada)
    const first = await publish(ada)
    const second = await publish(ada, 'FOLLOWERS')
    await publish(cleo)

    const { nodes } = await homeOf(ben)

    expect(nodes.map((node: any) => node.post)).toEqual([
      { id: post(second), author: { id: globalIdOf(ada) } },
      { id: post(first), author: { id: globalIdOf(ada) } },
    ])
    expect(nodes[0]).toMatchObject({
      id: expect.stringMatching(/^item_/),
      reason: { user: { id: globalIdOf(ada) } },
      deliveredAt: '2026-03-01T12:00:00.000Z',
    })
    expect(await postsOf(ada)).toEqual([])
  })

  test.each([
    ['PUBLIC', 1],
    ['UNLISTED', 1],
    ['FOLLOWERS', 1],
    ['ONLY_ME', 0],
  ] as const)('delivers a %s post to %i follower', async (visibility, delivered) => {
    const [ada, ben, late] = [app.newActor(), app.newActor(), app.newActor()]
    await follow(ben, ada)
    await publish(ada, visibility)
    await follow(late, ada)

    expect(await postsOf(ben)).toHaveLength(delivered)
    expect(await postsOf(late)).toHaveLength(delivered)
  })

  test('is empty for somebody who follows nobody, and refuses the anonymous', async () => {
    expect(await homeOf(app.newActor())).toMatchObject({ nodes: [], pageInfo: { hasNextPage: false, endCursor: null } })
    const { errors } = await app.answer(page)
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  test('pages neither repeat nor skip while posts arrive', async () => {
    const [ada, ben] = [app.newActor(), app.newActor()]
    await follow(ben, ada)
    const posts = []
    for (let index = 0; index < 5; index++) posts.push(post(await publish(ada)))

    const seen: string[] = []
    let after: string | null = null
    for (let hasNextPage = true; hasNextPage; ) {
      const { nodes, pageInfo } = await homeOf(ben, { first: 2, after })
      seen.push(...nodes.map((node: any) => node.post.id))
      await publish(ada)
      after = pageInfo.endCursor
      hasNextPage = pageInfo.hasNextPage
    }

    expect(seen).toEqual(posts.reverse())
  })

  test.each([
    [{ first: 0 }, 'BAD_REQUEST'],
    [{ first: 101 }, 'BAD_REQUEST'],
    [{ after: 'nonsense' }, 'CURSOR_EXPIRED'],
  ])('refuses %j with %s', async (variables, code) => {
    const { errors } = await app.answer(page, variables, app.newActor())
    expect(errors?.[0]?.extensions).toMatchObject({ code })
  })

  test("does not open with somebody else's cursor", async () => {
    const [ada, ben, cleo] = [app.newActor(), app.newActor(), app.newActor()]
    await follow(ben, ada)
    await publish(ada)
    const { pageInfo } = await homeOf(ben)
    const { errors } = await app.answer(page, { after: pageInfo.endCursor }, cleo)
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'CURSOR_EXPIRED' })
  })

  test('takes two statements for a page of twenty', async () => {
    const [ada, ben] = [app.newActor(), app.newActor()]
    await follow(ben, ada)
    for (let index = 0; index < 21; index++) await publish(ada)

    expect(await app.statementsOf(() => homeOf(ben, { first: 20 }))).toBe(2)
  })

  test('delivers once, without gaps in its numbers, however often it is told', async () => {
    const [ada, ben, cleo] = [app.newActor(), app.newActor(), app.newActor()]
    await follow(ben, ada)
    const postId = await publish(ada)
    await follow(cleo, ada)
    const again = { postId, authorId: ada.id, visibility: 'PUBLIC' as const, text: null, assetIds: [] }
    await app.hear('social.post.published', again)
    await app.hear('social.post.published', again)
    const next = await publish(ada)

    for (const follower of [ben, cleo]) {
      expect(await postsOf(follower)).toEqual([post(next), post(postId)])
      expect(await numbersOf(follower)).toEqual([1, 2])
    }
  })

  test('reaches 2,500 followers with three statements for each thousand', async () => {
    const ada = app.newActor()
    await app.db.execute(sql`
      insert into follows select ${ada.id}, gen_random_uuid(), now() from generate_series(1, 2500)`)

    const statements = await app.statementsOf(() => publish(ada))

    const { rows } = await app.db.execute<{ owners: string; numbers: string }>(
      sql`select count(distinct owner_id) as owners, sum(seq) as numbers from home_log`,
    )
    expect(rows).toEqual([{ owners: '2500', numbers: '2500' }])
    // Begin, commit, and one that remembers the post; then three chunks.
    expect(statements).toBe(3 + 3 * 3)
  })
})

describe('a new follow', () => {
  test('delivers the newest ten, the oldest of them first', async () => {
    const [ada, ben] = [app.newActor(), app.newActor()]
    const posts = []
    for (let index = 0; index < 12; index++) {
      posts.push(post(await publish(ada)))
      app.clock.advance(1_000)
    }
    await follow(ben, ada)

    expect(await postsOf(ben)).toEqual(posts.slice(2).reverse())
    expect(await numbersOf(ben)).toEqual(upTo(10))
  })

  test('delivers again what an unfollow took away', async () => {
    const [ada, ben] = [app.newActor(), app.newActor()]
    await follow(ben, ada)
    const postId = await publish(ada)
    await unfollow(ben, ada)
    expect(await postsOf(ben)).toEqual([])
    await follow(ben, ada)
    expect(await postsOf(ben)).toEqual([post(postId)])
    expect(await numbersOf(ben)).toEqual([1, 2, 3])
  })

  test('remembers the newest fifty posts of an author, and none that is deleted', async () => {
    const ada = app.newActor()
    const posts: PostId[] = []
    for (let index = 0; index < 53; index++) {
      posts.push(await publish(ada))
      app.clock.advance(1_000)
    }
    await app.hear('social.post.deleted', { postId: posts.at(-1)!, authorId: ada.id })
    const { rows } = await app.db.execute<{ post_id: string }>(
      sql`select post_id from author_posts order by published_at`,
    )
    // One was more than fifty when the last came, and the last is gone.
    expect(rows.map((row) => row.post_id)).toEqual(posts.slice(2, 52))
  })
})

describe('what leaves the home feed', () => {
  test('a block takes the items of both away from each other', async () => {
    const [ada, ben] = [app.newActor(), app.newActor()]
    await follow(ben, ada)
    await follow(ada, ben)
    await publish(ada)
    await publish(ben)

    await block(ben, ada)
    expect([await postsOf(ada), await postsOf(ben)]).toEqual([[], []])

    await publish(ada)
    await publish(ben)
    expect([await postsOf(ada), await postsOf(ben)]).toEqual([[], []])
  })

  test('a deleted post leaves every timeline, in chunks of a thousand', async () => {
    const ada = app.newActor()
    await app.db.execute(sql`
      insert into follows select ${ada.id}, gen_random_uuid(), now() from generate_series(1, 2001)`)
    const postId = await publish(ada)
    await publish(ada)

    await app.hear('social.post.deleted', { postId, authorId: ada.id })

    const { rows } = await app.db.execute(sql`
      select kind, removed_at is not null as is_removed, count(*)::int as rows from home_log group by 1, 2 order by 1, 2`)
    expect(rows).toEqual([
      { kind: 'added', is_removed: false, rows: 2001 },
      { kind: 'added', is_removed: true, rows: 2001 },
      { kind: 'removed', is_removed: false, rows: 2001 },
    ])
  })

  test('an item is found by its owner only, and only while it is there', async () => {
    const [ada, ben, cleo] = [app.newActor(), app.newActor(), app.newActor()]
    await follow(ben, ada)
    await publish(ada)
    const { nodes } = await homeOf(ben)
    const entity = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on FeedItem { id post { id } } } }`
    const of = [{ __typename: 'FeedItem', id: nodes[0].id }]

    expect((await app.ask(entity, { of }, ben))._entities[0]).toMatchObject({ id: nodes[0].id })
    expect((await app.ask(entity, { of }, cleo))._entities).toEqual([null])
    expect((await app.ask(entity, { of }))._entities).toEqual([null])
    expect((await app.ask(entity, { of: [{ ...of[0], id: 'post_01' }] }, ben))._entities).toEqual([null])
    await unfollow(ben, ada)
    expect((await app.ask(entity, { of }, ben))._entities).toEqual([null])
  })
})

describe('the home stream', () => {
  test('shows an item the moment it is delivered, equal to what a replay shows', async () => {
    const [ada, ben] = [app.newActor(), app.newActor()]
    await follow(ben, ada)
    const { streamCursor } = await homeOf(ben)
    const watched = await watching(ben)

    const postId = await publish(ada)

    const live = await nextOf(watched)
    expect(live).toMatchObject({
      __typename: 'FeedItemAdded',
      item: { post: { id: post(postId), author: { id: globalIdOf(ada) } }, reason: { user: { id: globalIdOf(ada) } } },
    })
    expect(live.item.id).toBe((await homeOf(ben)).nodes[0].id)
    expect(await nextOf(await watching(ben, streamCursor))).toEqual(live)
    await watched.return?.()
  })

  test('tells what is taken away, and resumes behind any cursor', async () => {
    const [ada, ben] = [app.newActor(), app.newActor()]
    await follow(ben, ada)
    const { streamCursor } = await homeOf(ben)
    await publish(ada)
    await publish(ada)
    const { nodes } = await homeOf(ben)
    await unfollow(ben, ada)

    const watched = await watching(ben, streamCursor)
    const items = [await nextOf(watched), await nextOf(watched), await nextOf(watched), await nextOf(watched)]
    expect(items.map((item) => item.__typename)).toEqual([
      'FeedItemAdded',
      'FeedItemAdded',
      'FeedItemRemoved',
      'FeedItemRemoved',
    ])
    expect(items.slice(2).map((item) => item.feedItemId)).toEqual(nodes.map((node: any) => node.id))

    const resumed = await watching(ben, items[1].cursor)
    expect(await nextOf(resumed)).toEqual(items[2])
  })

  test('gives a watcher all of a removal that is larger than a queue', async () => {
    const [ada, ben] = [app.newActor(), app.newActor()]
    await follow(ben, ada)
    await app.db.execute(sql`
      with rows as (
        insert into home_log (owner_id, seq, kind, item_id, post_id, author_id, at)
        select ${ben.id}, n, 'added', gen_random_uuid(), gen_random_uuid(), ${ada.id}, now()
        from generate_series(1, 600) as n returning 1
      ) insert into live_topics select ${`home:${ben.id}`}, count(*) from rows`)
    const watched = await watching(ben)

    await unfollow(ben, ada)

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
    const [ada, ben] = [app.newActor(), app.newActor()]
    await follow(ben, ada)
    await publish(ada)
    const { streamCursor } = await homeOf(ben)
    for (const [viewer, cursor] of [
      [ada, streamCursor],
      [ben, 'nonsense'],
    ] as const) {
      expect(await nextOf(await watching(viewer, cursor))).toMatchObject({
        __typename: 'StreamReset',
        reason: 'CURSOR_INVALID',
      })
    }
  })
})

describe('trimming', () => {
  /** Rows of a log as if they had been delivered an hour apart, the last one now. */
  async function fill(owner: Actor, rows: number, hoursApart: number, removed = 0) {
    await app.db.execute(sql`
      insert into home_log (owner_id, seq, kind, item_id, post_id, author_id, at, removed_at)
      select ${owner.id}, n, 'added', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
        ${app.clock.now().toISOString()}::timestamptz - (${rows} - n) * ${hoursApart}::float8 * interval '1 hour',
        case when n > ${rows - removed} then now() end
      from generate_series(1, ${rows}) as n`)
    await app.db.execute(sql`insert into live_topics values (${`home:${owner.id}`}, ${rows})`)
    await app.db.execute(sql`insert into home_trims_due values (${owner.id})`)
  }
  const rangeOf = async (owner: Actor) => {
    const numbers = await numbersOf(owner)
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => numbers[0]! + index))
    return [numbers.at(0), numbers.at(-1)]
  }

  test('keeps the newest thousand items and never cuts into the last day', async () => {
    const [slow, busy, small] = [app.newActor(), app.newActor(), app.newActor()]
    await fill(slow, 1_300, 1)
    await fill(busy, 1_300, 0.02)
    await fill(small, 900, 1)

    await app.doChores()

    expect(await rangeOf(slow)).toEqual([301, 1_300])
    // 0.02 hours apart: the last day is 1,201 rows.
    expect(await rangeOf(busy)).toEqual([100, 1_300])
    expect(await rangeOf(small)).toEqual([1, 900])
    expect((await app.db.execute(sql`select from home_trims_due`)).rowCount).toBe(0)
  })

  test('bounds the rows of somebody who adds and removes all the time', async () => {
    const ada = app.newActor()
    await fill(ada, 4_000, 1, 3_500)
    await app.doChores()
    expect(await rangeOf(ada)).toEqual([1_001, 4_000])
  })

  test('is asked for when a log has grown by 250 rows', async () => {
    const [ada, ben] = [app.newActor(), app.newActor()]
    await follow(ben, ada)
    await fill(ben, 1_248, 1)
    await app.db.execute(sql`delete from home_trims_due`)
    await publish(ada)
    await app.doChores()
    expect(await rangeOf(ben)).toEqual([1, 1_249])
    await publish(ada)
    await app.doChores()
    expect(await rangeOf(ben)).toEqual([251, 1_250])
  })

  test('leaves a log that is being written for another turn', async () => {
    const ada = app.newActor()
    await fill(ada, 1_300, 1)
    await app.db.transaction(async (other) => {
      await other.execute(sql`select from live_topics where topic = ${`home:${ada.id}`} for update`)
      await app.doChores()
    })
    expect(await rangeOf(ada)).toEqual([1, 1_300])
    await app.doChores()
    expect(await rangeOf(ada)).toEqual([301, 1_300])
  })

  test('neither waits for nor blocks what is delivered and taken away at the same time', async () => {
    const [ada, ben, cleo] = [app.newActor(), app.newActor(), app.newActor()]
    for (const owner of [ben, cleo]) {
      await fill(owner, 1_300, 1)
      await follow(owner, ada)
    }
    const early = await publish(ada)

    const trimming = (async () => {
      for (let turn = 0; turn < 10; turn++) {
        await app.db.execute(sql`insert into home_trims_due values (${ben.id}), (${cleo.id}) on conflict do nothing`)
        await app.doChores()
      }
    })()
    for (let turn = 0; turn < 5; turn++) await publish(ada)
    await app.hear('social.post.deleted', { postId: early, authorId: ada.id })
    await block(ben, ada)
    await trimming
    await app.doChores()

    expect(await rangeOf(ben)).toEqual([expect.any(Number), 1_312])
    expect(await rangeOf(cleo)).toEqual([expect.any(Number), 1_307])
  })

  test('tells a stream from before the cut that it is too old, and goes on behind it', async () => {
    const ada = app.newActor()
    const cursorAt = async (seq: number) => {
      await app.db.execute(sql`update live_topics set last_seq = ${seq} where topic = ${`home:${ada.id}`}`)
      return (await homeOf(ada)).streamCursor
    }
    await fill(ada, 1_300, 1)
    const [before, at] = [await cursorAt(299), await cursorAt(300)]
    await cursorAt(1_300)
    await app.doChores()

    expect(await nextOf(await watching(ada, before))).toMatchObject({ reason: 'CURSOR_TOO_OLD' })
    expect(await nextOf(await watching(ada, at))).toMatchObject({ __typename: 'FeedItemAdded' })
    expect((await homeOf(ada, { first: 100 })).pageInfo.hasNextPage).toBe(true)
  })
})

test('a page is read by one walk of the index, however long the log and the table', async () => {
  const ada = app.newActor()
  await app.db.transaction(async (filling) => {
    await filling.execute(sql`set local statement_timeout = 0`)
    await filling.execute(sql`
      insert into home_log (owner_id, seq, kind, item_id, post_id, author_id, at)
      select case when n % 40 = 0 then ${ada.id}::uuid else md5((n % 500)::text)::uuid end, n, 'added',
        gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now()
      from generate_series(1, 40000) as n`)
    await filling.execute(sql`analyze home_log`)
  })
  const query = homePage(app.db, ada.id, { first: 20, after: 30_000, sealKey: String })
  const { rows } = await app.db.execute<{ 'QUERY PLAN': string }>(sql`explain ${query.getSQL()}`)
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(plan).toMatch(/Index Scan Backward using home_log_owner_id_seq_pk/)
  expect(plan).not.toMatch(/Sort|Seq Scan/)
})
