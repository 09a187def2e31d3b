import { decodeId, encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import type { PostId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { newApp } from '../apps/test-apps.ts'
import { users } from '../subgraph.ts'
import { newcomer } from '../test-people.ts'
import { nextEvent } from './next-event.ts'
import { change, create, deliver, type Endpoint, listed, signersOf, startEndpoint } from './test-webhooks.ts'
import { webhookTopics } from './topics.ts'

let app: LoneSubgraph
let endpoint: Endpoint
let ada: Actor
let appId: string
let webhookId: string
let secret: string
beforeEach(async () => {
  await app?.[Symbol.asyncDispose]()
  await endpoint?.[Symbol.asyncDispose]()
  app = await loneSubgraph(users)
  endpoint = await startEndpoint()
  ada = await newcomer(app, 'ada')
  appId = (await newApp(app, ada)).id
  const made = await create(app, ada, appId, { url: endpoint.url, topics: webhookTopics })
  webhookId = made.webhook?.id ?? ''
  secret = made.signingSecret ?? ''
})
afterAll(async () => {
  await app?.[Symbol.asyncDispose]()
  await endpoint?.[Symbol.asyncDispose]()
})

const published = async (given: { author?: Actor; visibility?: 'PUBLIC' | 'FOLLOWERS' | 'UNLISTED' } = {}) => {
  const { author = ada, visibility = 'PUBLIC' } = given
  const postId = mintId('Post', app.clock.now()) as PostId
  await app.hear('social.post.published', {
    postId,
    authorId: author.id,
    visibility,
    text: 'secret',
    assetIds: [],
  } as never)
  return encodeId('Post', postId)
}
const hook = async () => (await listed(app, ada, appId))[0]!
const postsTold = () => endpoint.told.map(({ data }) => data['postId'])

describe('an endpoint', () => {
  test('is told public things in their order, signed, with ids only', async () => {
    const posts = [await published(), await published(), await published()]
    await deliver(app)
    expect(postsTold()).toEqual(posts)
    expect(endpoint.told[0]).toEqual({
      ...{ id: expect.stringMatching(/^event_/), topic: 'post.published', at: '2026-03-01T12:00:00.000Z' },
      data: { postId: posts[0], authorId: encodeId('User', ada.id) },
    })
    expect(endpoint.last.signature).toMatch(/^t=1772366400,v1=[0-9a-f]{64}$/)
    expect(signersOf(endpoint, [secret, 'another'])).toEqual([0])
    expect(await hook()).toMatchObject({ nextAttemptAt: null, deliveries: [{ status: 204, attempt: 1 }, {}, {}] })
  })

  test('learns nothing of what is not public, not even that it is gone', async () => {
    const ben = await newcomer(app, 'ben')
    for (const visibility of ['FOLLOWERS', 'UNLISTED'] as const) {
      const post = await published({ visibility })
      await app.hear('social.post.deleted', { postId: decodeId('Post', post)!, authorId: ada.id, visibility })
    }
    await app.hear('social.audience.changed', { userId: ben.id, isPrivate: true, discoverable: true } as never)
    await published({ author: ben })
    await app.hear('social.user.followed', { followerId: ada.id, followeeId: ben.id } as never)
    await deliver(app)
    expect(endpoint.told).toEqual([])

    await app.hear('social.audience.changed', { userId: ben.id, isPrivate: false, discoverable: true } as never)
    await app.hear('social.user.followed', { followerId: ada.id, followeeId: ben.id } as never)
    await deliver(app)
    expect(endpoint.told.map(({ topic }) => topic)).toEqual(['user.followed'])
  })

  test('is told of what moderators take away as deleted, and of what they give back as published', async () => {
    const postId = decodeId('Post', await published())!
    await app.hear('social.post.withheld', { postId, authorId: ada.id, visibility: 'PUBLIC' })
    await app.hear('social.post.released', { postId, authorId: ada.id, visibility: 'PUBLIC' })
    await app.hear('social.post.withheld', { postId, authorId: ada.id, visibility: 'FOLLOWERS' })
    await deliver(app)
    expect(endpoint.told.map(({ topic }) => topic)).toEqual(['post.published', 'post.deleted', 'post.published'])
  })

  test('is told only what it wants', async () => {
    await change(app, ada, 'updateWebhook', { webhookId, topics: ['post.deleted'] })
    const post = await published()
    await app.hear('social.post.deleted', { postId: decodeId('Post', post)!, authorId: ada.id, visibility: 'PUBLIC' })
    await deliver(app)
    expect(endpoint.told.map(({ topic }) => topic)).toEqual(['post.deleted'])
  })

  test('that fails holds back what comes after, is tried again ever later, and then goes on in order', async () => {
    endpoint.status = 500
    const posts = [await published(), await published()]
    await deliver(app)
    expect(await hook()).toMatchObject({ failures: 1, nextAttemptAt: '2026-03-01T12:01:00.000Z' })
    app.clock.advance(59_000)
    await deliver(app)
    expect(await hook()).toMatchObject({ failures: 1 })
    app.clock.advance(1_000)
    await deliver(app)
    expect(await hook()).toMatchObject({ failures: 2, nextAttemptAt: '2026-03-01T12:06:00.000Z' })

    endpoint.status = 200
    app.clock.advance(5 * 60_000)
    await deliver(app)
    expect(postsTold()).toEqual(posts)
    const { failures, deliveries } = await hook()
    expect([failures, deliveries.map(({ attempt }) => attempt)]).toEqual([0, [1, 3, 2, 1]])
  })

  test('that goes on failing is disabled after two days, and its owner sees it; enabled, it goes on where it stopped', async () => {
    endpoint.status = 503
    const post = await published()
    for (let attempt = 1; attempt <= 8; attempt++) {
      await deliver(app)
      expect((await hook()).failures).toBe(attempt)
      app.clock.advance(24 * 60 * 60_000)
    }
    expect(await hook()).toMatchObject({ isEnabled: false, nextAttemptAt: null })
    await deliver(app)
    expect((await hook()).deliveries).toHaveLength(8)

    endpoint.status = 200
    await published()
    await change(app, ada, 'updateWebhook', { webhookId, isEnabled: true })
    await deliver(app)
    expect(postsTold()[0]).toBe(post)
  })

  test.each([
    ['a redirect, which is not followed', 302, { failures: 1, isEnabled: true }],
    ['410, at once', 410, { failures: 1, isEnabled: false }],
  ])('answers %s', async (_what, status, expected) => {
    endpoint.status = status
    await published()
    await deliver(app)
    expect(await hook()).toMatchObject(expected)
    expect((await hook()).deliveries).toMatchObject([{ status }])
  })

  test('in a private network is not asked', async () => {
    await published()
    await deliver(app, { allowsPrivate: false })
    expect(endpoint.told).toEqual([])
    expect((await hook()).deliveries).toMatchObject([{ status: null, fault: 'BAD_ADDRESS' }])
  })

  test('is told once by two that tell at the same time, or twice with one id', async () => {
    const post = await published()
    await Promise.all([deliver(app), deliver(app)])
    expect(new Set(postsTold())).toEqual(new Set([post]))
    expect(new Set(endpoint.told.map(({ id }) => id)).size).toBe(1)
    expect((await hook()).deliveries).toHaveLength(1)
  })
})

describe('a replay', () => {
  test('tells again what came after an event, in order, or everything', async () => {
    const posts = [await published(), await published(), await published()]
    await deliver(app)
    await change(app, ada, 'replayWebhook', { webhookId, after: endpoint.told[0]?.id })
    await deliver(app)
    expect(postsTold()).toEqual([...posts, ...posts.slice(1)])
    await change(app, ada, 'replayWebhook', { webhookId })
    await deliver(app)
    expect(postsTold()).toEqual([...posts, ...posts.slice(1), ...posts])
  })

  test('knows nothing after an event that was never told', async () => {
    const after = encodeId('Event', mintId('Event', app.clock.now()))
    const { userErrors } = await change(app, ada, 'replayWebhook', { webhookId, after })
    expect(userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'after'] }])
  })
})

test('a new secret signs beside the old one for 24 hours, or alone when the old one is revoked', async () => {
  const second = (await change(app, ada, 'rotateWebhookSecret', { webhookId })).signingSecret ?? ''
  await published()
  await deliver(app)
  expect(signersOf(endpoint, [secret, second])).toEqual([0, 1])
  app.clock.advance(24 * 60 * 60_000)
  await published()
  await deliver(app)
  expect(signersOf(endpoint, [secret, second])).toEqual([1])
  const third = (await change(app, ada, 'rotateWebhookSecret', { webhookId, revoke: true })).signingSecret ?? ''
  await published()
  await deliver(app)
  expect(signersOf(endpoint, [second, third])).toEqual([1])
})

test('events and attempts are forgotten after seven days', async () => {
  await published()
  await deliver(app)
  app.clock.advance(7 * 24 * 60 * 60_000 + 1)
  await app.doChores()
  const { rows } = await app.db.execute(
    sql`select (select count(*) from webhook_events) + (select count(*) from webhook_deliveries) as kept`,
  )
  expect(rows).toEqual([{ kept: '0' }])
})

test('the next event is found by its index among many', async () => {
  await app.db.execute(sql`insert into webhook_events (event_id, topic, data, at)
    select gen_random_uuid(), 'post.published', '{}', now() from generate_series(1, 20000)`)
  await app.db.execute(sql`analyze webhook_events`)
  expect(await nextEvent(app.db, { position: 19_000, topics: ['user.followed'] })).toBeNull()
  expect((await nextEvent(app.db, { position: 19_000, topics: ['user.followed', 'post.published'] }))?.seq).toBe(19_001)
  const { rows } = await app.db.execute(
    sql`explain select seq from webhook_events where topic = 'user.followed' and seq > 0 order by seq limit 1`,
  )
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/webhook_events_of_topic/)
})
