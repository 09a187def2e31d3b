import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { nodeKinds } from '@varal/gateway/nodes/node-kinds'
import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { IdKind } from '@varal/schema/ids'
import { buildSchema, isObjectType } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../world/actor.ts'
import { eventually } from '../world/eventually.ts'
import { startWorld, type World } from '../world/world.ts'

let world: World
let ada: Actor
let ben: Actor
/** Ada's, one of each kind. */
let own: Record<string, string>

const as =
  (person: Pick<Actor, 'accessToken'> | null, headers = {}) =>
  async (query: string, variables: object) => {
    const response = await fetch(`${world.gatewayUrl}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(person ? { authorization: `Bearer ${person.accessToken}` } : {}),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    })
    return response.text()
  }
const dataOf = async (answer: Promise<string>) => {
  const { data, errors } = JSON.parse(await answer)
  if (errors) throw new Error(JSON.stringify(errors))
  return data
}
const NODE = 'query ($id: ID!) { node(id: $id) { __typename id ... on Post { text { text } } ... on User { handle } } }'
const NODE_ID = 'query ($id: ID!) { node(id: $id) { id } }'
const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }'
const missing = (kind: string) => encodeId(kind as 'Post', mintId('Post', new Date()))

beforeAll(async () => {
  world = await startWorld('one process')
  ;[ada, ben] = await world.cast('ada', 'ben')
  const asAda = as(ada)
  const asset = await ada.uploads()
  const post = await ada.publishes({ text: 'to be found', visibility: 'ONLY_ME' })
  const board = await ada.creates({ name: 'kept', privacy: 'SECRET' })
  const comment = await ada.comments(post, 'to myself')
  const pin = await dataOf(
    asAda('mutation ($input: SavePostInput!) { savePost(input: $input) { pin { id } } }', {
      input: { boardId: board, postId: post, idempotencyKey: randomUUID() },
    }),
  )
  const app = await dataOf(
    asAda('mutation ($input: CreateAppInput!) { createApp(input: $input) { app { id } } }', {
      input: { name: 'Reader', scopes: [], idempotencyKey: randomUUID() },
    }),
  )
  const appId = app.createApp.app.id
  const webhook = await dataOf(
    asAda('mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { webhook { id } } }', {
      input: { appId, url: 'https://example.org/', topics: ['post.published'], idempotencyKey: randomUUID() },
    }),
  )
  const manifest = await dataOf(
    asAda('mutation ($input: PublishManifestInput!) { publishManifest(input: $input) { manifest { id } } }', {
      input: {
        ...{ appId, client: 'reader', version: '1' },
        operations: [{ id: 'me', name: 'Me', body: 'query Me { viewer { user { id } } }' }],
      },
    }),
  )
  const section = await dataOf(
    asAda('mutation ($input: CreateSectionInput!) { createSection(input: $input) { section { id } } }', {
      input: { boardId: board, name: 'north', idempotencyKey: randomUUID() },
    }),
  )
  const list = await dataOf(
    asAda('mutation ($input: CreateListInput!) { createList(input: $input) { list { id } } }', {
      input: { name: 'close', idempotencyKey: randomUUID() },
    }),
  )
  // What is delivered to ada: a notification and a feed item.
  await ada.follows(ben)
  await ben.publishes({ text: 'news of #lamps' })
  await ben.follows(ada)
  const { viewer, hashtag } = await dataOf(
    asAda('{ viewer { user { id } sessions { id } } hashtag(name: "lamps") { id } }', {}),
  )
  let delivered: { item?: string; notification?: string } = {}
  await eventually('ada has a feed item and a notification', async () => {
    const { homeFeed, notifications } = await dataOf(
      asAda('{ homeFeed(first: 1) { edges { node { id } } } notifications(first: 1) { edges { node { id } } } }', {}),
    )
    delivered = { item: homeFeed.edges[0]?.node.id, notification: notifications.edges[0]?.node.id }
    return Boolean(delivered.item && delivered.notification)
  })
  own = {
    User: viewer.user.id,
    Session: viewer.sessions[0].id,
    App: appId,
    Webhook: webhook.createWebhook.webhook.id,
    OperationManifest: manifest.publishManifest.manifest.id,
    Asset: asset,
    Post: post,
    Comment: comment,
    Board: board,
    BoardSection: section.createSection.section.id,
    Pin: pin.savePost.pin.id,
    Hashtag: hashtag.id,
    List: list.createList.list.id,
    FeedItem: delivered.item ?? '',
    Notification: delivered.notification ?? '',
  }
})
afterAll(() => world?.[Symbol.asyncDispose]())

/** Of these everybody knows, or whoever has the id. */
const publicKinds: readonly string[] = ['User', 'Asset', 'Hashtag']

describe('node', () => {
  test('finds every kind of thing that has an id, and this test knows all of them', () => {
    const schema = buildSchema(readFileSync(new URL('../../schema/public.graphql', import.meta.url), 'utf8'))
    const node = schema.getType('Node')
    const kinds = Object.values(schema.getTypeMap()).filter(
      (type) => isObjectType(type) && type.getInterfaces().some((one) => one === node),
    )
    const names = kinds.map(({ name }) => name).sort()
    expect(Object.keys(nodeKinds).sort()).toEqual(names)
    expect(Object.keys(own).sort()).toEqual(names)
  })

  test.each(Object.keys(nodeKinds))('gives one’s own %s, with what it says', async (kind) => {
    const id = own[kind]
    expect(await dataOf(as(ada)(NODE, { id }))).toMatchObject({ node: { __typename: kind, id } })
    expect(await dataOf(as(ada)(NODE_ID, { id }))).toEqual({ node: { id } })
  })

  test.each(Object.keys(nodeKinds).filter((kind) => !publicKinds.includes(kind)))(
    'answers to somebody else’s %s what it answers to none, byte for byte',
    async (kind) => {
      for (const person of [ben, null])
        for (const query of [NODE, NODE_ID, `query ($id: ID!) { node(id: $id) { __typename } }`]) {
          const withoutTimes = (text: string) => JSON.stringify({ ...JSON.parse(text), extensions: null })
          const foreign = withoutTimes(await as(person)(query, { id: own[kind] }))
          expect(foreign).toBe(withoutTimes(await as(person)(query, { id: missing(kind) })))
          expect(JSON.parse(foreign)).toEqual({ data: { node: null }, extensions: null })
        }
    },
  )

  test('finds nothing deleted, and nothing by what is no id', async () => {
    const gone = await ada.publishes({ text: 'gone' })
    await dataOf(as(ada)('mutation ($id: ID!) { deletePost(input: {id: $id}) { deletedPostId } }', { id: gone }))
    const nonsense = [
      gone,
      '',
      'x',
      '_',
      'post_',
      'post_x',
      `post_${'0'.repeat(26)}x`,
      'x'.repeat(5_000),
      'nothing_01h455vb4pex5vsknk084sn02q',
    ]
    for (const id of nonsense) expect(await dataOf(as(ada)(NODE, { id }))).toEqual({ node: null })
    // The same number under another prefix is nobody's.
    const other = `comment_${own['Post']?.slice('post_'.length)}`
    expect(await dataOf(as(ada)(NODE, { id: other }))).toEqual({ node: null })
  })

  test('gives an app nothing that its scopes do not', async () => {
    const made = await dataOf(
      as(ada)('mutation ($input: CreateAppInput!) { createApp(input: $input) { apiKey } }', {
        input: { name: 'Nosy', scopes: [], idempotencyKey: randomUUID() },
      }),
    )
    const asNosy = as(ada, { 'x-api-key': made.createApp.apiKey })
    for (const [kind, known] of Object.entries(nodeKinds)) {
      const { node } = await dataOf(asNosy(NODE_ID, { id: own[kind] }))
      expect([kind, node?.id ?? null]).toEqual([kind, known.scopes ? null : own[kind]])
    }
  })
})

describe('nodes', () => {
  test('gives many kinds at once, in the order of their ids', async () => {
    const kinds = Object.keys(nodeKinds) as IdKind[]
    const ids = kinds.flatMap((kind) => [own[kind] ?? '', missing(kind)])
    const { nodes } = await dataOf(as(ada)(NODES, { ids }))
    expect(nodes).toEqual(kinds.flatMap((kind) => [{ __typename: kind, id: own[kind] }, null]))
  })

  test('takes 100 ids at most', async () => {
    const ids = Array.from({ length: 101 }, () => missing('Post'))
    expect(JSON.parse(await as(ada)(NODES, { ids }))).toMatchObject({
      errors: [{ extensions: { code: 'BAD_REQUEST' } }],
    })
    expect((await dataOf(as(ada)(NODES, { ids: ids.slice(1) }))).nodes).toHaveLength(100)
  })
})
