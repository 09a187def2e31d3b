import { rowsOf } from '@varal/platform/db'
import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { assetGlobalId, postUuid, type SocialWorld, socialWorld } from '../test-world.ts'

describe('deletePost', () => {
  let world: SocialWorld
  beforeAll(async () => {
    world = await socialWorld()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const factsOf = async (id: string) =>
    (await world.app.announced()).filter(({ data }) => data.postId === postUuid(id)).map(({ name }) => name)

  test('ends the post for its author too, announces it once, and a second time finds nothing', async () => {
    const ada = await world.person()
    const id = await world.post(ada)
    const select = 'deletedPostId'

    expect(await world.mutate('deletePost', { id }, ada, select)).toEqual({ deletedPostId: id, userErrors: [] })
    expect((await world.app.ask('query ($id: ID!) { post(id: $id) { id } }', { id }, ada)).post).toBeNull()
    expect(await world.mutate('deletePost', { id }, ada, select)).toEqual({
      deletedPostId: null,
      userErrors: [{ code: 'NOT_FOUND', path: ['input', 'id'] }],
    })
    expect(await factsOf(id)).toEqual(['social.post.published', 'social.post.deleted'])
  })

  test('tells nobody of a post that was never published, and its media bring it no longer back', async () => {
    const ada = await world.person()
    const asset = await world.asset(ada, 'PENDING')
    const id = await world.post(ada, { assetIds: [assetGlobalId(asset)] })
    await world.mutate('deletePost', { id }, ada)
    await world.app.hear('media.asset.ready', { assetId: asset, ownerId: ada.id })

    expect(await factsOf(id)).toEqual([])
    expect((await world.app.ask('query ($id: ID!) { post(id: $id) { id } }', { id }, ada)).post).toBeNull()
  })

  test('forgets the text at once, and likes and comments after an hour', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const id = await world.post(ada, { text: 'a marker that is unique' })
    await world.mutate('likePost', { postId: id }, ben)
    await world.comment(ben, id)
    await world.settle()
    await world.mutate('deletePost', { id }, ada)
    const topics = () => rowsOf(world.app.db, sql`select from live_topics where topic = ${`post:${postUuid(id)}`}`)
    expect(await topics()).toHaveLength(1)
    const remains = () =>
      rowsOf(
        world.app.db,
        sql`select (select text from posts where id = ${postUuid(id)}) as text,
          (select count(*)::int from likes where post_id = ${postUuid(id)}) as likes,
          (select count(*)::int from comments where post_id = ${postUuid(id)}) as comments`,
      )
    expect(await remains()).toEqual([{ text: null, likes: 1, comments: 1 }])

    world.app.clock.advance(3_600_001)
    await world.app.doChores()
    expect(await remains()).toEqual([{ text: null, likes: 0, comments: 0 }])

    await world.app.doChores()
    expect(await rowsOf(world.app.db, sql`select id from posts where state = 'DELETED' and erased_at is null`)).toEqual(
      [],
    )
    expect(await topics()).toEqual([])
  })

  test('keeps the count of posts right', async () => {
    const ada = await world.person()
    const [first] = [await world.post(ada), await world.post(ada), await world.post(ada, { visibility: 'ONLY_ME' })]
    await world.mutate('deletePost', { id: first }, ada)
    await world.settle()
    const countFor = async (viewer?: typeof ada) => {
      const text =
        'query ($u: [_Any!]!) { _entities(representations: $u) { ... on User { postCount { value version } } } }'
      const u = [{ __typename: 'User', id: globalIdOf(ada) }]
      return (await world.app.ask(text, { u }, viewer))._entities[0].postCount
    }

    expect(await countFor(ada)).toEqual({ value: '2', version: '4' })
    // A post for herself alone is not even counted for others.
    expect(await countFor()).toEqual({ value: '1', version: '3' })
  })

  test('refuses what is not the id of a post', async () => {
    const ada = await world.person()
    const wrong = ['', 'post_', globalIdOf(ada), '019cab16-5200-7000-8000-000000000000', 'x'.repeat(10_000)]
    for (const id of wrong) {
      expect((await world.mutate('deletePost', { id }, ada)).userErrors).toEqual([
        { code: 'VALIDATION_FAILED', path: ['input', 'id'] },
      ])
    }
    const unknown = encodeId('Post', mintId('Post', new Date()))
    expect((await world.mutate('deletePost', { id: unknown }, ada)).userErrors[0].code).toBe('NOT_FOUND')
  })
})
