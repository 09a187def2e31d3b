import { randomUUID } from 'node:crypto'
import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { AssetId } from '@varal/schema/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assetGlobalId, postUuid, type SocialWorld, socialWorld } from '../test-world.ts'

describe('createPost', () => {
  let world: SocialWorld
  beforeAll(async () => {
    world = await socialWorld()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const stateOf = async (id: string, as: Parameters<SocialWorld['post']>[0]) =>
    (await world.app.ask('query ($id: ID!) { post(id: $id) { state publishedAt } }', { id }, as)).post
  const publishedOf = async (id: string) =>
    (await world.app.announced()).filter(
      ({ name, data }) => name === 'social.post.published' && data.postId === postUuid(id),
    )

  test('publishes a text at once, trimmed, and announces it once', async () => {
    const ada = await world.person()
    const { post } = await world.mutate(
      'createPost',
      { text: '  first light \n', visibility: 'FOLLOWERS' },
      ada,
      'post { id kind state text { text } author { id } media { id } visibility publishedAt version }',
    )

    expect(post).toMatchObject({ kind: 'TEXT', state: 'PUBLISHED', text: { text: 'first light' }, media: [] })
    expect(post).toMatchObject({ author: { id: encodeId('User', ada.id) }, version: '1', visibility: 'FOLLOWERS' })
    expect((await publishedOf(post.id)).map(({ data }) => data)).toEqual([
      {
        ...{ postId: postUuid(post.id), authorId: ada.id, visibility: 'FOLLOWERS', text: 'first light', assetIds: [] },
        ...{ hashtags: [], mentionedUserIds: [], quoteOfId: null, link: null },
      },
    ])
  })

  test('publishes at once when all of its media are ready, in the order of the author', async () => {
    const ada = await world.person()
    const assets = [await world.asset(ada), await world.asset(ada), await world.asset(ada)]
    const assetIds = [assets[2], assets[0], assets[1]].map((id) => assetGlobalId(id as AssetId))
    const { post } = await world.mutate(
      'createPost',
      { assetIds },
      ada,
      'post { kind state text { text } media { id } }',
    )

    expect(post).toEqual({ kind: 'IMAGE', state: 'PUBLISHED', text: null, media: assetIds.map((id) => ({ id })) })
  })

  test('waits for media, and is published and announced with the last of them', async () => {
    const ada = await world.person()
    const [one, two] = [await world.asset(ada, 'PENDING'), await world.asset(ada, 'PENDING')]
    const id = await world.post(ada, { assetIds: [one, two].map(assetGlobalId) })
    expect(await stateOf(id, ada)).toEqual({ state: 'WAITING_FOR_MEDIA', publishedAt: null })

    await world.app.hear('media.asset.ready', { assetId: two, ownerId: ada.id })
    expect(await publishedOf(id)).toEqual([])

    world.app.clock.advance(5_000)
    await world.app.hear('media.asset.ready', { assetId: one, ownerId: ada.id })
    expect(await stateOf(id, ada)).toEqual({ state: 'PUBLISHED', publishedAt: world.app.clock.now().toISOString() })
    await world.app.hear('media.asset.ready', { assetId: one, ownerId: ada.id })
    expect(await publishedOf(id)).toHaveLength(1)
  })

  test('fails with its media, and does not rise again', async () => {
    const ada = await world.person()
    const asset = await world.asset(ada, 'PENDING')
    const id = await world.post(ada, { assetIds: [assetGlobalId(asset)] })

    await world.app.hear('media.asset.failed', { assetId: asset, ownerId: ada.id, code: 'DECODE_FAILED' })
    await world.app.hear('media.asset.ready', { assetId: asset, ownerId: ada.id })

    expect(await stateOf(id, ada)).toEqual({ state: 'FAILED', publishedAt: null })
    expect(await publishedOf(id)).toEqual([])
  })

  test('is not missed by media that become ready while it is made', async () => {
    const ada = await world.person()
    const rounds = Array.from({ length: 25 }, async () => {
      const asset = await world.asset(ada, 'PENDING')
      const [id] = await Promise.all([
        world.post(ada, { assetIds: [assetGlobalId(asset)] }),
        world.app.hear('media.asset.ready', { assetId: asset, ownerId: ada.id }),
      ])
      return { state: (await stateOf(id, ada)).state, announced: (await publishedOf(id)).length }
    })

    for (const round of await Promise.all(rounds)) expect(round).toEqual({ state: 'PUBLISHED', announced: 1 })
  })

  test('is published once when two of its media become ready at once', async () => {
    const ada = await world.person()
    for (let round = 0; round < 10; round++) {
      const assets = [await world.asset(ada, 'PENDING'), await world.asset(ada, 'PENDING')]
      const id = await world.post(ada, { assetIds: assets.map(assetGlobalId) })
      await Promise.all(assets.map((assetId) => world.app.hear('media.asset.ready', { assetId, ownerId: ada.id })))

      expect((await stateOf(id, ada)).state).toBe('PUBLISHED')
      expect(await publishedOf(id)).toHaveLength(1)
    }
  })

  test('waits a moment for an asset that is not heard of yet', async () => {
    const ada = await world.person()
    const asset = { assetId: mintId('Asset', world.app.clock.now()), ownerId: ada.id }
    let isDone = false
    const creating = world.mutate('createPost', { assetIds: [assetGlobalId(asset.assetId)] }, ada, 'post { state }')
    void creating.finally(() => {
      isDone = true
    })
    while ((await world.app.statementsOf(() => new Promise(setImmediate))) === 0) expect(isDone).toBe(false)
    await world.app.hear('media.upload.created', asset)

    expect(await creating).toEqual({ post: { state: 'WAITING_FOR_MEDIA' }, userErrors: [] })
  })

  test('refuses an asset that stays unknown, after two seconds, and says which', async () => {
    const ada = await world.person()
    const assetIds = [await world.asset(ada), mintId('Asset', new Date())].map(assetGlobalId)
    const before = performance.now()
    const { userErrors } = await world.mutate('createPost', { assetIds }, ada)

    expect(userErrors).toEqual([{ code: 'ASSET_NOT_USABLE', path: ['input', 'assetIds', '1'] }])
    expect(performance.now() - before).toBeGreaterThan(1_900)
  })

  test("refuses another's asset and a failed one at once, in the same words", async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const refusals = await Promise.all(
      [await world.asset(ben), await world.asset(ada, 'FAILED')].map((asset) =>
        // The unknown one beside it is not waited for.
        world.mutate('createPost', { assetIds: [asset, mintId('Asset', new Date())].map(assetGlobalId) }, ada),
      ),
    )
    for (const { userErrors } of refusals) {
      expect(userErrors).toEqual([{ code: 'ASSET_NOT_USABLE', path: ['input', 'assetIds', '0'] }])
    }
  })

  test('refuses what is empty, too long, of the wrong kind, twice the same or too many', async () => {
    const ada = await world.person()
    const asset = assetGlobalId(await world.asset(ada))
    const refusedAt = async (input: object) => {
      const { post, userErrors } = await world.mutate('createPost', input, ada, 'post { id }')
      expect(post).toBeNull()
      return userErrors.map((error: any) => [error.code, error.path.slice(1).join('.')].join(' '))
    }

    expect(await refusedAt({})).toEqual(['VALIDATION_FAILED text'])
    expect(await refusedAt({ text: null })).toEqual(['VALIDATION_FAILED text'])
    expect(await refusedAt({ text: ' \n\t ' })).toEqual(['VALIDATION_FAILED text'])
    expect(await refusedAt({ text: 'x'.repeat(5_001) })).toEqual(['VALIDATION_FAILED text'])
    expect(await refusedAt({ text: 'NUL \0' })).toEqual(['VALIDATION_FAILED text'])
    expect(await refusedAt({ text: 'half \ud83d' })).toEqual(['VALIDATION_FAILED text'])
    expect(await refusedAt({ assetIds: [asset, asset] })).toEqual(['VALIDATION_FAILED assetIds.1'])
    expect(await refusedAt({ assetIds: [asset, encodeId('User', ada.id)] })).toEqual(['VALIDATION_FAILED assetIds.1'])
    expect(await refusedAt({ assetIds: Array.from({ length: 11 }, () => asset) })).toContain(
      'VALIDATION_FAILED assetIds',
    )
    expect(await refusedAt({ text: 'fine', idempotencyKey: 'again' })).toEqual(['VALIDATION_FAILED idempotencyKey'])
  })

  test('takes 5,000 characters, counted as people count them', async () => {
    const ada = await world.person()
    expect(await stateOf(await world.post(ada, { text: '🌅'.repeat(5_000) }), ada)).toMatchObject({
      state: 'PUBLISHED',
    })
  })

  test('answers a repeated key with the first post, whatever became of its media', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const asset = await world.asset(ada)
    const input = { assetIds: [assetGlobalId(asset)], idempotencyKey: randomUUID() }
    const first = await world.mutate('createPost', input, ada, 'post { id }')
    await world.app.hear('media.asset.failed', { assetId: asset, ownerId: ada.id, code: 'DECODE_FAILED' })

    expect(await world.mutate('createPost', input, ada, 'post { id }')).toEqual(first)
    expect((await world.mutate('createPost', { ...input, text: 'other' }, ada)).userErrors).toEqual([
      { code: 'IDEMPOTENCY_MISMATCH', path: ['input', 'idempotencyKey'] },
    ])
    // The key is the caller's own: nobody learns of the post by it.
    const benefit = await world.mutate(
      'createPost',
      { text: 'mine', idempotencyKey: input.idempotencyKey },
      ben,
      'post { id }',
    )
    expect(benefit.post.id).not.toBe(first.post.id)
  })

  test('a replay after the post was deleted gives no post', async () => {
    const ada = await world.person()
    const input = { text: 'brief', idempotencyKey: randomUUID() }
    const { post } = await world.mutate('createPost', input, ada, 'post { id }')
    await world.mutate('deletePost', { id: post.id }, ada)

    expect(await world.mutate('createPost', input, ada, 'post { id }')).toEqual({ post: null, userErrors: [] })
  })

  test('is for signed-in people', async () => {
    const text = `mutation { createPost(input: { text: "x", idempotencyKey: "${randomUUID()}" }) { post { id } } }`
    const { errors } = await world.app.answer(text)
    expect(errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED')
  })

  test('waits for 24 hours at most', async () => {
    const ada = await world.person()
    const asset = await world.asset(ada, 'PENDING')
    const id = await world.post(ada, { assetIds: [assetGlobalId(asset)] })

    world.app.clock.advance(24 * 3_600_000)
    await world.app.doChores()
    expect(await stateOf(id, ada)).toMatchObject({ state: 'WAITING_FOR_MEDIA' })

    world.app.clock.advance(1)
    await world.app.doChores()
    expect(await stateOf(id, ada)).toMatchObject({ state: 'FAILED' })
  })
})
