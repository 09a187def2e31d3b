import type { Actor } from '@varal/platform/viewer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assetGlobalId, postUuid, type SocialWorld, socialWorld } from '../test-world.ts'

const HOUR_MS = 3_600_000

describe('what is not published yet', () => {
  let world: SocialWorld
  let ada: Actor
  let ben: Actor
  beforeAll(async () => {
    world = await socialWorld()
    ada = await world.person()
    ben = await world.person()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const POST = 'id state publishedAt publishAt version'
  const inAnHour = (hours = 1) => new Date(world.app.clock.now().getTime() + hours * HOUR_MS).toISOString()
  const look = async (id: string, as?: Actor) =>
    (await world.app.ask(`query ($id: ID!) { post(id: $id) { ${POST} } }`, { id }, as)).post
  const update = (id: string, input: object) =>
    world.mutate('updatePost', { id, expectedVersion: '1', ...input }, ada, `post { ${POST} }`)
  const publish = (id: string, as = ada) => world.mutate('publishPost', { id }, as, `post { ${POST} }`)
  const announcedOf = async (id: string) =>
    (await world.app.announced()).filter(({ data }) => data.postId === postUuid(id)).map(({ name }) => name)
  const drafts = async (as: Actor, first = 100, after: string | null = null) =>
    (
      await world.app.ask(
        `query ($first: Int!, $after: String) { drafts(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }`,
        { first, after },
        as,
      )
    ).drafts

  test('is a draft for its author alone, until it is published once', async () => {
    const id = await world.post(ada, { asDraft: true })
    expect(await look(id, ada)).toMatchObject({ state: 'DRAFT', publishedAt: null })
    expect([await look(id, ben), await look(id)]).toEqual([null, null])
    expect(await update(id, { text: 'better' })).toMatchObject({ post: { state: 'DRAFT', version: '2' } })
    expect(await announcedOf(id)).toEqual([])

    expect((await publish(id, ben)).userErrors).toEqual([{ code: 'NOT_FOUND', path: ['input', 'id'] }])
    const at = world.app.clock.now().toISOString()
    const [one, two] = await Promise.all([publish(id), publish(id)])
    expect([one.post.publishedAt, two.post.publishedAt]).toEqual([at, at])
    expect(await look(id)).toMatchObject({ state: 'PUBLISHED' })
    expect(await announcedOf(id)).toEqual(['social.post.published'])
  })

  test('is listed for its author, the last begun first, as pages', async () => {
    const cleo = await world.person()
    const ids: string[] = []
    for (const input of [{ asDraft: true }, { publishAt: inAnHour() }, { asDraft: true }]) {
      ids.unshift(await world.post(cleo, input))
      world.app.clock.advance(1)
    }
    await world.post(cleo)
    const first = await drafts(cleo, 2)
    const second = await drafts(cleo, 2, first.pageInfo.endCursor)
    expect([...first.nodes, ...second.nodes].map(({ id }: any) => id)).toEqual(ids)
    expect((await drafts(ben)).nodes).toEqual([])
    const { errors } = await world.app.answer('{ drafts { nodes { id } } }')
    expect(errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED')
  })

  test('is published when it is due, exactly once, however late', async () => {
    const publishAt = inAnHour()
    const [id, later] = [await world.post(ada, { publishAt }), await world.post(ada, { publishAt: inAnHour(99) })]
    expect(await look(id, ada)).toMatchObject({ state: 'SCHEDULED', publishAt })
    world.app.clock.advance(HOUR_MS - 1)
    await world.app.doChores()
    expect([await look(id), await announcedOf(id)]).toEqual([null, []])

    world.app.clock.advance(10 * HOUR_MS)
    await Promise.all([world.app.doChores(), world.app.doChores()])
    await world.app.doChores()
    const publishedAt = world.app.clock.now().toISOString()
    expect(await look(id)).toMatchObject({ state: 'PUBLISHED', publishedAt, publishAt: null })
    expect(await announcedOf(id)).toEqual(['social.post.published'])
    expect(await look(later, ada)).toMatchObject({ state: 'SCHEDULED' })
  })

  test('can be put off, made a draft, published at once and deleted', async () => {
    const [off, draft, now, gone] = await Promise.all(
      Array.from({ length: 4 }, () => world.post(ada, { publishAt: inAnHour() })),
    )
    const then = inAnHour(20)
    expect(await update(off as string, { publishAt: then })).toMatchObject({ post: { publishAt: then, version: '2' } })
    expect(await update(draft as string, { publishAt: null })).toMatchObject({ post: { state: 'DRAFT' } })
    expect(await publish(now as string)).toMatchObject({ post: { state: 'PUBLISHED', publishAt: null } })
    await world.mutate('deletePost', { id: gone }, ada)

    world.app.clock.advance(2 * HOUR_MS)
    await world.app.doChores()
    expect(await look(off as string, ada)).toMatchObject({ state: 'SCHEDULED' })
    expect(await look(draft as string, ada)).toMatchObject({ state: 'DRAFT' })
    expect(await announcedOf(now as string)).toEqual(['social.post.published'])
    expect(await announcedOf(gone as string)).toEqual([])
  })

  test('waits for its media when its time has come, for 24 hours from then', async () => {
    const asset = await world.asset(ada, 'PENDING')
    const id = await world.post(ada, { assetIds: [assetGlobalId(asset)], publishAt: inAnHour(48) })
    world.app.clock.advance(48 * HOUR_MS)
    await world.app.doChores()
    expect(await look(id, ada)).toMatchObject({ state: 'WAITING_FOR_MEDIA' })
    world.app.clock.advance(24 * HOUR_MS)
    await world.app.doChores()
    await world.app.hear('media.asset.ready', { assetId: asset, ownerId: ada.id })
    expect(await look(id)).toMatchObject({ state: 'PUBLISHED' })
  })

  test('fails with media that failed: when it is due, and when it is to be published, where that is said', async () => {
    const asset = await world.asset(ada, 'PENDING')
    const assetIds = [assetGlobalId(asset)]
    const [due, draft] = [
      await world.post(ada, { assetIds, publishAt: inAnHour() }),
      await world.post(ada, { assetIds, asDraft: true }),
    ]
    await world.app.hear('media.asset.failed', { assetId: asset, ownerId: ada.id, code: 'DECODE_FAILED' })
    world.app.clock.advance(HOUR_MS)
    await world.app.doChores()
    expect(await look(due, ada)).toMatchObject({ state: 'FAILED' })
    expect((await publish(draft)).userErrors).toEqual([{ code: 'ASSET_NOT_USABLE', path: ['input', 'id'] }])
    expect(await look(draft, ada)).toMatchObject({ state: 'DRAFT', version: '1' })
  })

  test('is scheduled for the next year at most, and not as a draft as well', async () => {
    const refused = [{ code: 'VALIDATION_FAILED', path: ['input', 'publishAt'] }]
    const create = async (input: object) => (await world.mutate('createPost', { text: 'x', ...input }, ada)).userErrors
    expect(await create({ publishAt: world.app.clock.now().toISOString() })).toEqual(refused)
    expect(await create({ publishAt: inAnHour(367 * 24) })).toEqual(refused)
    expect(await create({ publishAt: inAnHour(), asDraft: true })).toEqual(refused)
    expect(await create({ publishAt: inAnHour().replace('Z', '+00:00') })).toEqual([])
    const id = await world.post(ada, { asDraft: true })
    expect((await update(id, { publishAt: '2020-01-01T00:00:00Z' })).userErrors).toEqual(refused)
  })
})
