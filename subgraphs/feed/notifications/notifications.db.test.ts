import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import type { CommentId, PostId } from '@varal/schema/ids'
import { globalIdOf, type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { feed } from '../subgraph.ts'
import { notificationLogOf } from './notification-log.ts'
import { notificationPage } from './reads.ts'

const fields = /* GraphQL */ `
  fragment N on Notification {
    id type actorCount actors(first: 10) { id } read createdAt updatedAt
    subject { __typename ... on Post { id author { id } } ... on Comment { id } }
  }`
const page = /* GraphQL */ `
  ${fields}
  query ($first: Int, $after: String) {
    notifications(first: $first, after: $after) {
      streamCursor
      unread { notifications version }
      pageInfo { hasNextPage endCursor }
      edges { cursor node { ...N } }
    }
  }`
const stream = /* GraphQL */ `
  ${fields}
  subscription ($after: StreamCursor) {
    notifications(after: $after) {
      __typename
      ... on StreamItem { cursor at }
      ... on NotificationChanged { notification { ...N } unread { notifications version } }
      ... on UnreadChanged { unread { notifications version } }
      ... on StreamReset { reason }
    }
  }`
const markRead = /* GraphQL */ `
  mutation ($upTo: String!) {
    markNotificationsRead(input: { upTo: $upTo }) {
      unread { notifications version }
      userErrors { code path message }
    }
  }`

let app: LoneSubgraph
beforeEach(async () => {
  app = await loneSubgraph(feed)
})
afterEach(() => app[Symbol.asyncDispose]())

const newPost = () => mintId('Post', app.clock.now())
const like = (postId: PostId, author: Actor, by: Actor) =>
  app.hear('social.post.liked', { postId, authorId: author.id, userId: by.id })
const unlike = (postId: PostId, author: Actor, by: Actor) =>
  app.hear('social.post.unliked', { postId, authorId: author.id, userId: by.id })
async function comment(postId: PostId, author: Actor, by: Actor): Promise<CommentId> {
  const commentId = mintId('Comment', app.clock.now())
  await app.hear('social.comment.added', { commentId, postId, authorId: by.id, postAuthorId: author.id })
  return commentId
}
const follow = (follower: Actor, followee: Actor) =>
  app.hear('social.user.followed', { followerId: follower.id, followeeId: followee.id })
const block = (blocker: Actor, blocked: Actor) =>
  app.hear('social.user.blocked', { blockerId: blocker.id, blockedId: blocked.id })

const pageOf = async (viewer: Actor, variables: object = {}) => (await app.ask(page, variables, viewer)).notifications
const listOf = async (viewer: Actor) => (await pageOf(viewer, { first: 100 })).edges.map((edge: any) => edge.node)
const unreadOf = async (viewer: Actor) =>
  (await app.ask(`{ unread { notifications version } }`, {}, viewer)).unread.notifications
async function readAll(viewer: Actor) {
  const { edges } = await pageOf(viewer)
  return (await app.ask(markRead, { upTo: edges[0].cursor }, viewer)).markNotificationsRead
}
const ids = (...actors: Actor[]) => actors.map((actor) => ({ id: globalIdOf(actor) }))

async function nextOf(watched: AsyncIterator<any>): Promise<any> {
  for (;;) {
    const { value } = await watched.next()
    if (value.errors) throw new Error(value.errors[0].message)
    if (value.data.notifications.__typename !== 'StreamCheckpoint') return value.data.notifications
  }
}
async function watching(viewer: Actor): Promise<AsyncIterableIterator<any>> {
  const watched = await app.watch(stream, {}, viewer)
  expect((await watched.next()).value.data?.notifications.__typename).toBe('StreamCheckpoint')
  return watched
}

describe('notifications', () => {
  test('group the likes of a post until they are read; a like after that begins a new group', async () => {
    const [ada, ben, cleo, dan] = [app.newActor(), app.newActor(), app.newActor(), app.newActor()]
    const postId = newPost()
    await like(postId, ada, ben)
    app.clock.advance(1_000)
    await like(postId, ada, cleo)

    expect(await listOf(ada)).toEqual([
      {
        id: expect.stringMatching(/^notification_/),
        type: 'LIKE',
        actorCount: 2,
        actors: ids(cleo, ben),
        read: false,
        createdAt: '2026-03-01T12:00:00.000Z',
        updatedAt: '2026-03-01T12:00:01.000Z',
        subject: { __typename: 'Post', id: encodeId('Post', postId), author: { id: globalIdOf(ada) } },
      },
    ])
    expect(await unreadOf(ada)).toBe(1)

    await readAll(ada)
    await like(postId, ada, dan)
    expect((await listOf(ada)).map((one: any) => [one.actorCount, one.read])).toEqual([
      [1, false],
      [2, true],
    ])
    expect(await unreadOf(ada)).toBe(1)
  })

  test('tell of comments one by one, and of followers together', async () => {
    const [ada, ben, cleo] = [app.newActor(), app.newActor(), app.newActor()]
    const postId = newPost()
    const first = await comment(postId, ada, ben)
    await follow(ben, ada)
    const second = await comment(postId, ada, ben)
    await follow(cleo, ada)

    expect((await listOf(ada)).map((one: any) => [one.type, one.actors, one.subject])).toEqual([
      ['FOLLOW', ids(cleo, ben), null],
      ['COMMENT', ids(ben), { __typename: 'Comment', id: encodeId('Comment', second) }],
      ['COMMENT', ids(ben), { __typename: 'Comment', id: encodeId('Comment', first) }],
    ])
    expect(await unreadOf(ada)).toBe(3)
  })

  test("never tell of one's own acts, or of somebody with a block in either direction", async () => {
    const [ada, ben, cleo] = [app.newActor(), app.newActor(), app.newActor()]
    await block(ada, ben)
    await block(cleo, ada)
    for (const actor of [ada, ben, cleo]) {
      await like(newPost(), ada, actor)
      await comment(newPost(), ada, actor)
    }
    await follow(ben, ada)
    expect(await listOf(ada)).toEqual([])
    expect(await unreadOf(ada)).toBe(0)

    await app.hear('social.user.unblocked', { blockerId: ada.id, blockedId: ben.id })
    await like(newPost(), ada, ben)
    expect(await listOf(ada)).toHaveLength(1)
  })

  test('count who acts twice once, and keep the newest ten of many', async () => {
    const ada = app.newActor()
    const fans = Array.from({ length: 13 }, () => app.newActor())
    const postId = newPost()
    for (const fan of fans) await like(postId, ada, fan)
    await like(postId, ada, fans[0]!)

    const [group] = await listOf(ada)
    expect(group).toMatchObject({ actorCount: 13, actors: ids(...fans.toReversed().slice(0, 10)) })

    await unlike(postId, ada, fans[12]!)
    const [smaller] = await listOf(ada)
    expect(smaller).toMatchObject({ actorCount: 12, actors: ids(...fans.toReversed().slice(1, 11)) })
  })

  test.each([
    [0, 'BAD_REQUEST'],
    [11, 'BAD_REQUEST'],
  ])('refuse to name %i actors', async (first, code) => {
    const [ada, ben] = [app.newActor(), app.newActor()]
    await like(newPost(), ada, ben)
    const query = `{ notifications { nodes { actors(first: ${first}) { id } } } }`
    expect((await app.answer(query, {}, ada)).errors?.[0]?.extensions).toMatchObject({ code })
  })

  test('are paged by their last change, without repeating or skipping what does not change', async () => {
    const [ada, ben] = [app.newActor(), app.newActor()]
    const posts = Array.from({ length: 5 }, newPost)
    for (const postId of posts) await like(postId, ada, ben)

    const seen: string[] = []
    let after: string | null = null
    for (let hasNextPage = true; hasNextPage; ) {
      const { edges, pageInfo } = await pageOf(ada, { first: 2, after })
      seen.push(...edges.map((edge: any) => edge.node.subject.id))
      await like(newPost(), ada, ben)
      after = pageInfo.endCursor
      hasNextPage = pageInfo.hasNextPage
    }
    expect(seen).toEqual(posts.map((id) => encodeId('Post', id)).reverse())
  })

  test('take two statements for a page of twenty with actors, and a third for the unread count', async () => {
    const ada = app.newActor()
    const fans = Array.from({ length: 3 }, () => app.newActor())
    for (let index = 0; index < 21; index++) {
      const postId = newPost()
      for (const fan of fans) await like(postId, ada, fan)
    }
    expect(await app.statementsOf(() => pageOf(ada, { first: 20 }))).toBe(3)
    const bare = `{ notifications { nodes { actors { id } subject { __typename } } } }`
    expect(await app.statementsOf(() => app.ask(bare, {}, ada))).toBe(2)
  })

  test("are nobody else's", async () => {
    const [ada, ben] = [app.newActor(), app.newActor()]
    await like(newPost(), ada, ben)
    const [{ id }] = await listOf(ada)
    const entity = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Notification { id actorCount } } }`
    const of = [{ __typename: 'Notification', id }]
    expect((await app.ask(entity, { of }, ada))._entities).toEqual([{ id, actorCount: 1 }])
    expect((await app.ask(entity, { of }, ben))._entities).toEqual([null])
    expect((await app.ask(entity, { of }))._entities).toEqual([null])
    expect(await listOf(ben)).toEqual([])
    expect((await app.answer(page)).errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
  })
})

test('a like costs five statements when its group grows, and six when it begins one', async () => {
  const [ada, ben, cleo] = [app.newActor(), app.newActor(), app.newActor()]
  const postId = newPost()
  const bare = await app.statementsOf(() => like(postId, ada, ada))
  expect((await app.statementsOf(() => like(postId, ada, ben))) - bare).toBe(6)
  expect((await app.statementsOf(() => like(postId, ada, cleo))) - bare).toBe(5)
})

describe('what is withdrawn', () => {
  test('an unlike takes the actor out, in place; an empty notification disappears from the list and the count', async () => {
    const [ada, ben, cleo] = [app.newActor(), app.newActor(), app.newActor()]
    const postId = newPost()
    await like(postId, ada, ben)
    await like(postId, ada, cleo)
    await follow(cleo, ada)

    await unlike(postId, ada, ben)
    expect((await listOf(ada)).map((one: any) => [one.type, one.actors])).toEqual([
      ['FOLLOW', ids(cleo)],
      ['LIKE', ids(cleo)],
    ])
    await unlike(postId, ada, cleo)
    await unlike(postId, ada, cleo)
    expect((await listOf(ada)).map((one: any) => one.type)).toEqual(['FOLLOW'])
    expect(await unreadOf(ada)).toBe(1)

    await app.hear('social.user.unfollowed', { followerId: cleo.id, followeeId: ada.id })
    expect(await listOf(ada)).toEqual([])
    expect(await unreadOf(ada)).toBe(0)
  })

  test('what was read leaves the count of the rest alone', async () => {
    const [ada, ben] = [app.newActor(), app.newActor()]
    const [first, second] = [newPost(), newPost()]
    await like(first, ada, ben)
    await readAll(ada)
    await like(second, ada, ben)
    await unlike(first, ada, ben)
    expect(await unreadOf(ada)).toBe(1)
    expect(await listOf(ada)).toHaveLength(1)
  })

  test('a removed comment and a deleted post take their notifications with them', async () => {
    const [ada, ben] = [app.newActor(), app.newActor()]
    const [postId, other] = [newPost(), newPost()]
    const commentId = await comment(other, ada, ben)
    await comment(postId, ada, ben)
    await like(postId, ada, ben)
    await like(other, ada, ben)

    await app.hear('social.comment.removed', { commentId, postId: other, authorId: ben.id, postAuthorId: ada.id })
    await app.hear('social.post.deleted', { postId, authorId: ada.id })

    expect((await listOf(ada)).map((one: any) => one.subject.id)).toEqual([encodeId('Post', other)])
    expect(await unreadOf(ada)).toBe(1)
    const { rowCount } = await app.db.execute(sql`select from notification_actors`)
    expect(rowCount).toBe(1)
  })

  test('a block takes both out of what the other has been told before', async () => {
    const [ada, ben, cleo] = [app.newActor(), app.newActor(), app.newActor()]
    const postId = newPost()
    await like(postId, ada, ben)
    await like(postId, ada, cleo)
    await comment(postId, ada, ben)
    await follow(ada, ben)

    await block(ben, ada)

    expect((await listOf(ada)).map((one: any) => [one.type, one.actors])).toEqual([['LIKE', ids(cleo)]])
    expect(await listOf(ben)).toEqual([])
    expect([await unreadOf(ada), await unreadOf(ben)]).toEqual([1, 0])
  })
})

describe('reading', () => {
  test('reads the notification and everything older, and never unreads', async () => {
    const [ada, ben] = [app.newActor(), app.newActor()]
    for (let index = 0; index < 4; index++) await like(newPost(), ada, ben)
    const { edges, unread } = await pageOf(ada)

    const answer = (await app.ask(markRead, { upTo: edges[1].cursor }, ada)).markNotificationsRead
    expect(answer).toMatchObject({ unread: { notifications: 1 }, userErrors: [] })
    expect(BigInt(answer.unread.version)).toBeGreaterThan(BigInt(unread.version))
    expect((await listOf(ada)).map((one: any) => one.read)).toEqual([false, true, true, true])

    const older = (await app.ask(markRead, { upTo: edges[3].cursor }, ada)).markNotificationsRead
    expect(older).toEqual(answer)
  })

  test.each([
    ['empty', ''],
    ['made up', 'nonsense'],
    ['too long', 'x'.repeat(2_000)],
  ])('refuses a cursor that is %s, with its path', async (_how, upTo) => {
    const ada = app.newActor()
    const { markNotificationsRead } = await app.ask(markRead, { upTo }, ada)
    expect(markNotificationsRead).toMatchObject({
      unread: null,
      userErrors: [{ code: 'VALIDATION_FAILED', path: ['input', 'upTo'] }],
    })
  })

  test("refuses somebody else's cursor, and the anonymous", async () => {
    const [ada, ben] = [app.newActor(), app.newActor()]
    await like(newPost(), ada, ben)
    const { edges } = await pageOf(ada)
    const foreign = (await app.ask(markRead, { upTo: edges[0].cursor }, ben)).markNotificationsRead
    expect(foreign.userErrors).toMatchObject([{ code: 'VALIDATION_FAILED', path: ['input', 'upTo'] }])
    expect((await app.answer(markRead, { upTo: edges[0].cursor })).errors?.[0]?.extensions).toMatchObject({
      code: 'UNAUTHENTICATED',
    })
  })

  test('agrees with what arrives at the same time', async () => {
    const [ada, ben] = [app.newActor(), app.newActor()]
    const postId = newPost()
    await like(postId, ada, ben)
    const { edges } = await pageOf(ada)
    const fans = Array.from({ length: 20 }, () => app.newActor())

    await Promise.all([
      ...Array.from({ length: 5 }, () => app.ask(markRead, { upTo: edges[0].cursor }, ada)),
      (async () => {
        for (const fan of fans) await like(fan === fans[10] ? newPost() : postId, ada, fan)
      })(),
    ])

    const list = await listOf(ada)
    expect(await unreadOf(ada)).toBe(list.filter((one: any) => !one.read).length)
    expect(list.reduce((sum: number, one: any) => sum + one.actorCount, 0)).toBe(21)
  })
})

describe('the stream of notifications', () => {
  test('tells of new notifications and of growing groups, with the count', async () => {
    const [ada, ben, cleo] = [app.newActor(), app.newActor(), app.newActor()]
    const postId = newPost()
    const watched = await watching(ada)

    await like(postId, ada, ben)
    const first = await nextOf(watched)
    await like(postId, ada, cleo)
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
    const [ada, ben] = [app.newActor(), app.newActor()]
    await like(newPost(), ada, ben)
    const { streamCursor } = await pageOf(ada)
    const watched = await watching(ada)

    const { unread } = await readAll(ada)

    const live = await nextOf(watched)
    expect(live).toMatchObject({ __typename: 'UnreadChanged', unread })
    expect(unread.notifications).toBe(0)
    expect(await nextOf(await app.watch(stream, { after: streamCursor }, ada))).toEqual(live)
  })

  test('replays the last state of each notification, also to who reads it from the table', async () => {
    const [ada, ben, cleo] = [app.newActor(), app.newActor(), app.newActor()]
    const { streamCursor } = await pageOf(ada)
    const [postId, gone] = [newPost(), newPost()]
    await like(postId, ada, ben)
    await like(gone, ada, ben)
    await like(postId, ada, cleo)
    await unlike(gone, ada, ben)

    // What the ring of a process holds is each push: both states of the group, and what has gone.
    const held = await app.watch(stream, { after: streamCursor }, ada)
    const types = [await nextOf(held), await nextOf(held), await nextOf(held), await nextOf(held)]
    expect(types.map((item) => item.__typename)).toEqual([
      'NotificationChanged',
      'UnreadChanged',
      'NotificationChanged',
      'UnreadChanged',
    ])
    expect(types.at(-1).unread.notifications).toBe(1)

    // Another process has only the table.
    const entries = await notificationLogOf(app.db, ada.id).read(0, 100)
    expect(entries.map(({ seq, data }) => [seq, data.kind])).toEqual([
      [3, 'changed'],
      [4, 'unread'],
    ])
    expect(entries[0]?.at).toBe('2026-03-01T12:00:00.000Z')
  })
})

test('a page is read by one walk of the index, however many notifications there are', async () => {
  const ada = app.newActor()
  await app.db.transaction(async (filling) => {
    await filling.execute(sql`set local statement_timeout = 0`)
    await filling.execute(sql`
      insert into notifications
      select gen_random_uuid(), case when n % 40 = 0 then ${ada.id}::uuid else md5((n % 500)::text)::uuid end, 'LIKE',
        'like:' || n, gen_random_uuid(), null, 1, array[gen_random_uuid()], n, now(), now()
      from generate_series(1, 30000) as n`)
    await filling.execute(sql`analyze notifications`)
  })
  const query = notificationPage(app.db, ada.id, { first: 20, after: 20_000, sealKey: String })
  const { rows } = await app.db.execute<{ 'QUERY PLAN': string }>(sql`explain ${query.getSQL()}`)
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(plan).toMatch(/Index Scan Backward using notifications_log/)
  expect(plan).not.toMatch(/Sort|Seq Scan on notifications/)
})
