import { encodeId } from '@varal/platform/global-ids'
import { memoryLive } from '@varal/platform/live/memory-live'
import { createLog } from '@varal/platform/log'
import type { Objects } from '@varal/platform/objects/objects'
import { workOn } from '@varal/platform/work'
import type { AssetId } from '@varal/schema/ids'
import { type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { assetsById } from '../assets/reads.ts'
import { landscape } from '../drawn-pictures.ts'
import { type MediaWorld, openMedia } from '../media-world.ts'
import { originalKey, renditionKeys } from '../object-keys.ts'
import { askAboutUnused } from './expire-unused.ts'
import { removeSome } from './remove-released.ts'
import { removals } from './tables.ts'

const DAY_MS = 24 * 60 * 60_000
let world: MediaWorld<LoneSubgraph>
let app: LoneSubgraph
let ada: ReturnType<LoneSubgraph['newActor']>
beforeAll(async () => {
  world = await openMedia(loneSubgraph)
  app = world.app
})
afterAll(() => world?.[Symbol.asyncDispose]())
beforeEach(() => {
  ada = app.newActor()
})

let drawn = 0
const file = async () =>
  landscape(240 + ++drawn, 80)
    .png()
    .toBuffer()
const publish = async () => world.publish(ada, await file(), 'image/png')
const settings = { media: { unusedAssetS: 7 * 24 * 60 * 60, coldAfterS: 0 } } as never
const parts = (objects: Objects = world.objects) => ({
  db: app.db,
  work: workOn({ db: app.db, clock: app.clock, live: memoryLive() }),
  objects,
  settings,
  clock: app.clock,
  log: createLog('silent'),
})
const told = async (assetId: AssetId, name: string) =>
  (await app.announced()).filter((fact) => fact.name === name && fact.data.assetId === assetId).map(({ data }) => data)
const lastQuestion = async (assetId: AssetId) => (await told(assetId, 'media.asset.unwanted')).at(-1)
const storedOf = async (assetId: AssetId, secret: string) => {
  const keys = [originalKey(assetId), ...renditionKeys(secret)]
  const heads = await Promise.all([
    world.objects.head('originals', originalKey(assetId)),
    ...keys.map((key) => world.objects.head('renditions', key)),
  ])
  return heads.filter(Boolean).length
}
const Removal = 'asset { removal { state } } userErrors { code path }'
const deleteAsset = async (assetId: AssetId, as = ada) => {
  const query = `mutation ($input: DeleteAssetInput!) { deleteAsset(input: $input) { ${Removal} } }`
  return (await app.ask(query, { input: { id: encodeId('Asset', assetId) } }, as)).deleteAsset
}
const seen = async (assetId: AssetId) =>
  (await app.ask('query ($id: ID!) { asset(id: $id) { removal { state } } }', { id: encodeId('Asset', assetId) }, ada))
    .asset

describe('an asset that nothing shows', () => {
  test('is asked about after a week, and removed with all its objects when everybody has let go of it', async () => {
    const assetId = await publish()
    const [{ renditionSecret }] = (await assetsById(app.db)([assetId])) as [any]
    await askAboutUnused(parts())
    expect(await lastQuestion(assetId)).toBeUndefined()

    app.clock.advance(8 * DAY_MS)
    await askAboutUnused(parts())
    await askAboutUnused(parts())
    expect(await told(assetId, 'media.asset.unwanted')).toHaveLength(1)
    const question = await lastQuestion(assetId)
    await app.hear('social.asset.released', question)
    await removeSome(parts())
    expect(await assetsById(app.db)([assetId])).toHaveLength(1)

    await app.hear('users.asset.released', question)
    await app.hear('users.asset.released', question)
    expect(await storedOf(assetId, renditionSecret)).toBeGreaterThan(1)
    await removeSome(parts())

    expect(await assetsById(app.db)([assetId])).toEqual([])
    expect(await storedOf(assetId, renditionSecret)).toBe(0)
    expect(await told(assetId, 'media.asset.removed')).toHaveLength(1)
  })

  test('is not asked about if it was published, or its owner has just sent the same bytes again', async () => {
    const [published, offered] = [await publish(), await publish()]
    const bytes = await landscape(240 + drawn, 80)
      .png()
      .toBuffer()
    await app.hear('social.post.published', {
      postId: published as never,
      authorId: ada.id,
      visibility: 'PUBLIC',
      text: null,
      assetIds: [published],
    })
    app.clock.advance(8 * DAY_MS)
    expect((await world.createUpload(ada, bytes, { mimeType: 'image/png' })).existing.id).toBe(
      encodeId('Asset', offered),
    )
    await askAboutUnused(parts())

    expect(await lastQuestion(published)).toBeUndefined()
    expect(await lastQuestion(offered)).toBeUndefined()
  })

  test('is given to nobody from when it is asked about until it is kept', async () => {
    const bytes = await file()
    const assetId = await world.publish(ada, bytes, 'image/png')
    await deleteAsset(assetId)
    const again = await world.createUpload(ada, bytes, { mimeType: 'image/png' })
    expect(again.existing).toBeNull()

    await app.hear('social.asset.kept', await lastQuestion(assetId))
    const after = await world.createUpload(ada, bytes, { mimeType: 'image/png' })
    expect(after.existing.id).toBe(encodeId('Asset', assetId))
    expect(await told(assetId, 'media.asset.kept')).toEqual([{ assetId, ownerId: ada.id, kind: 'IMAGE' }])
  })
})

describe('an asset that its owner deletes', () => {
  test('stays if something shows it, whatever the others say, before or after', async () => {
    for (const order of [
      ['users.asset.released', 'social.asset.kept'],
      ['social.asset.kept', 'users.asset.released'],
    ] as const) {
      const assetId = await publish()
      expect(await deleteAsset(assetId)).toEqual({ asset: { removal: { state: 'ASKED' } }, userErrors: [] })
      for (const name of order) await app.hear(name, await lastQuestion(assetId))
      app.clock.advance(DAY_MS)
      await removeSome(parts())
      expect(await seen(assetId)).toEqual({ removal: { state: 'IN_USE' } })
    }
  })

  test('is asked about again after it was kept, and late answers to the first question do not count', async () => {
    const assetId = await publish()
    await deleteAsset(assetId)
    const first = await lastQuestion(assetId)
    await app.hear('social.asset.kept', first)
    app.clock.advance(1_000)
    await deleteAsset(assetId)
    await app.hear('social.asset.released', await lastQuestion(assetId))
    await app.hear('users.asset.released', first)
    expect(await seen(assetId)).toEqual({ removal: { state: 'ASKED' } })

    await app.hear('users.asset.released', await lastQuestion(assetId))
    expect(await seen(assetId)).toEqual({ removal: { state: 'UNDER_WAY' } })
  })

  test('is refused to others, and while it is not finished', async () => {
    const assetId = await world.upload(ada, await file(), 'image/png')
    const code = async (as = ada) => (await deleteAsset(assetId, as)).userErrors[0].code
    expect(await code()).toBe('ASSET_UNFINISHED')
    expect(await code(app.newActor())).toBe('NOT_FOUND')
  })
})

describe('a store that fails', () => {
  const released = async () => {
    const assetId = await publish()
    await deleteAsset(assetId)
    const question = await lastQuestion(assetId)
    await app.hear('social.asset.released', question)
    await app.hear('users.asset.released', question)
    return assetId
  }
  const rowOf = async (assetId: AssetId) => {
    const [row] = await app.db.select().from(removals).where(eq(removals.assetId, assetId))
    return row
  }

  test.each([
    ['says so', async () => Promise.reject(new Error('The store is away'))],
    ['leaves objects and says nothing', async () => {}],
  ])('and %s is asked again later; until nothing is found the asset is not called removed', async (_how, fails) => {
    const assetId = await released()
    await removeSome(parts({ ...world.objects, delete: fails }))
    expect(await rowOf(assetId)).toMatchObject({ removedAt: null, attempts: 1 })
    expect(await told(assetId, 'media.asset.removed')).toEqual([])
    await removeSome(parts())
    expect(await rowOf(assetId)).toMatchObject({ removedAt: null })

    app.clock.advance(60_000)
    await removeSome(parts())
    expect(await rowOf(assetId)).toMatchObject({ removedAt: app.clock.now(), tryAt: null })
    expect(await told(assetId, 'media.asset.removed')).toHaveLength(1)
  })
})
