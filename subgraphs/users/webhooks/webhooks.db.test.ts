import { randomUUID } from 'node:crypto'
import type { Actor } from '@varal/platform/viewer'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LoneSubgraph, loneSubgraph } from '../../../testing/lone-subgraph.ts'
import { newApp } from '../apps/test-apps.ts'
import { users } from '../subgraph.ts'
import { newcomer, refusals } from '../test-people.ts'
import { change, create, listed } from './test-webhooks.ts'

let app: LoneSubgraph
let ada: Actor
let appId: string
beforeAll(async () => {
  app = await loneSubgraph(users)
  ada = await newcomer(app, 'ada')
  appId = (await newApp(app, ada)).id
})
afterAll(() => app?.[Symbol.asyncDispose]())

describe('a webhook', () => {
  test('is made with a secret that is shown once, even if its request comes twice at the same time', async () => {
    const given = { topics: ['user.followed', 'post.published', 'post.published'], idempotencyKey: randomUUID() }
    const both = await Promise.all([create(app, ada, appId, given), create(app, ada, appId, given)])
    expect(both.map(refusals)).toEqual([[], []])
    const [secret, ...others] = both.flatMap(({ signingSecret }) => signingSecret ?? [])
    expect([secret, others]).toEqual([expect.stringMatching(/^varal_whsec_[\w-]{43}$/), []])
    expect(both[0]?.webhook).toMatchObject({
      topics: ['post.published', 'user.followed'],
      isEnabled: true,
      failures: 0,
    })
    const { rows } = await app.db.execute(sql`select i::text from idempotency_keys i`)
    expect(JSON.stringify(rows)).not.toContain(secret)
  })

  test('is one of ten at most, under any race', async () => {
    const { id } = await newApp(app, ada)
    const made = await Promise.all(Array.from({ length: 12 }, () => create(app, ada, id)))
    expect(made.flatMap(refusals)).toEqual(['LIMIT_REACHED', 'LIMIT_REACHED'])
    expect(await listed(app, ada, id)).toHaveLength(10)
  })

  test.each([
    ['no topic', { topics: [] }, 'topics'],
    ['a topic that there is not', { topics: ['post.liked'] }, 'topics.0'],
    ['no URL', { url: 'example.org' }, 'url'],
    ['a URL with a password', { url: 'https://me:secret@example.org/' }, 'url'],
    ['an app that is no id', { appId: 'x' }, 'appId'],
  ])('is refused with %s', async (_what, given, path) => {
    expect(refusals(await create(app, ada, appId, given))).toEqual([`VALIDATION_FAILED input.${path}`])
  })

  test('is its owner’s alone: for anybody else it does not exist, by any way', async () => {
    const eve = await newcomer(app, 'eve')
    const { webhook } = await create(app, ada, appId)
    const webhookId = webhook?.id ?? ''
    expect(refusals(await create(app, eve, appId))).toEqual(['NOT_FOUND input.appId'])
    for (const [name, input] of [
      ['updateWebhook', { webhookId, url: 'https://eve.example/' }],
      ['rotateWebhookSecret', { webhookId }],
      ['replayWebhook', { webhookId }],
    ] as const)
      expect(refusals(await change(app, eve, name, input))).toEqual(['NOT_FOUND input.webhookId'])
    const remove =
      'mutation ($id: ID!) { deleteWebhook(input: {webhookId: $id}) { deletedWebhookId userErrors { code path } } }'
    expect(refusals((await app.ask(remove, { id: webhookId }, eve)).deleteWebhook)).toEqual([
      'NOT_FOUND input.webhookId',
    ])
    const refer = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Webhook { id } } }'
    const of = [{ __typename: 'Webhook', id: webhookId }]
    expect(await app.ask(refer, { of }, eve)).toEqual({ _entities: [null] })
    expect(await app.ask(refer, { of }, ada)).toEqual({ _entities: [{ id: webhookId }] })
    expect((await app.ask(remove, { id: webhookId }, ada)).deleteWebhook).toMatchObject({ deletedWebhookId: webhookId })
    expect(await app.ask(refer, { of }, ada)).toEqual({ _entities: [null] })
  })

  test('is changed where something is given, and can be switched off and on', async () => {
    const { webhook } = await create(app, ada, appId)
    const webhookId = webhook?.id ?? ''
    const moved = await change(app, ada, 'updateWebhook', { webhookId, url: 'https://example.org/other' })
    expect(moved.webhook).toMatchObject({ url: 'https://example.org/other', topics: ['post.published'] })
    expect((await change(app, ada, 'updateWebhook', { webhookId, isEnabled: false })).webhook?.isEnabled).toBe(false)
    // Moving does not switch it on.
    expect((await change(app, ada, 'updateWebhook', { webhookId, topics: ['post.deleted'] })).webhook).toMatchObject({
      isEnabled: false,
      topics: ['post.deleted'],
    })
    expect((await change(app, ada, 'updateWebhook', { webhookId, isEnabled: true })).webhook?.isEnabled).toBe(true)
  })

  test('ends with its app', async () => {
    const { id } = await newApp(app, ada)
    await create(app, ada, id)
    await app.ask('mutation ($id: ID!) { deleteApp(input: {appId: $id}) { deletedAppId } }', { id }, ada)
    const { rows } = await app.db.execute(
      sql`select 1 from webhooks w left join apps a on a.id = w.app_id where a.id is null`,
    )
    expect(rows).toEqual([])
  })
})
