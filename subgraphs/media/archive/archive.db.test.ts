import { encodeId } from '@varal/platform/global-ids'
import { memoryLive } from '@varal/platform/live/memory-live'
import { createLog } from '@varal/platform/log'
import type { Objects } from '@varal/platform/objects/objects'
import { workOn } from '@varal/platform/work'
import type { AssetId } from '@varal/schema/ids'
import { type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { assetsById } from '../assets/reads.ts'
import { assets } from '../assets/tables.ts'
import { landscape } from '../drawn-pictures.ts'
import { type MediaWorld, openMedia } from '../media-world.ts'
import { originalKey } from '../object-keys.ts'
import { coolSome } from './cool-originals.ts'
import { restoreOriginal } from './restore-from-archive.ts'

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
const publish = async () =>
  world.publish(
    ada,
    await landscape(260 + ++drawn, 70)
      .png()
      .toBuffer(),
    'image/png',
  )
const settings = { media: { unusedAssetS: 0, coldAfterS: (90 * DAY_MS) / 1_000 } } as never
const cool = (objects: Partial<Objects> = {}, signal = new AbortController().signal) =>
  coolSome({
    ...{ db: app.db, work: workOn({ db: app.db, clock: app.clock, live: memoryLive() }), clock: app.clock },
    ...{ objects: { ...world.objects, ...objects }, settings, log: createLog('silent'), signal },
  })
const restore = async (assetId: AssetId, as = ada) => {
  const query = `mutation ($input: RestoreFromArchiveInput!) {
    restoreFromArchive(input: $input) { asset { storage restoreEta } userErrors { code } }
  }`
  return (await app.ask(query, { input: { assetId: encodeId('Asset', assetId) } }, as)).restoreFromArchive
}
const bringBack = (assetId: AssetId, objects: Partial<Objects> = {}) =>
  restoreOriginal.run({ data: { assetId } } as never, world.job({ objects: { ...world.objects, ...objects } }))
const places = async (assetId: AssetId) => {
  const buckets = ['originals', 'cold'] as const
  const heads = await Promise.all(buckets.map((bucket) => world.objects.head(bucket, originalKey(assetId))))
  return buckets.filter((_bucket, i) => heads[i] !== null)
}
const storageOf = async (assetId: AssetId) => (await assetsById(app.db)([assetId]))[0]?.storage
const cold = async () => {
  const assetId = await publish()
  app.clock.advance(91 * DAY_MS)
  await cool()
  return assetId
}
const fails = async () => Promise.reject(new Error('The store is away'))

describe('an original', () => {
  test('that nobody has looked at for 90 days goes to the cold, and what shows it stays', async () => {
    const [forgotten, seen] = [await publish(), await publish()]
    app.clock.advance(60 * DAY_MS)
    const refer = { of: [{ __typename: 'Asset', id: encodeId('Asset', seen) }] }
    await app.ask('query ($of: [_Any!]!) { _entities(representations: $of) { ... on Asset { id } } }', refer)
    await vi.waitFor(async () => expect((await assetsById(app.db)([seen]))[0]?.lookedAt).not.toBeNull())
    app.clock.advance(31 * DAY_MS)
    await cool()

    expect(await places(forgotten)).toEqual(['cold'])
    expect(await places(seen)).toEqual(['originals'])
    const query = `query ($id: ID!) { asset(id: $id) { storage content { ... on ImageContent { renditions { url } } } } }`
    const { asset } = await app.ask(query, { id: encodeId('Asset', forgotten) }, ada)
    expect(asset.storage).toBe('COLD')
    expect((await fetch(asset.content.renditions[0].url)).status).toBe(200)
  })

  test('is brought back for its owner, who is told; asking twice is asking once', async () => {
    const assetId = await cold()
    const restoreEta = new Date(app.clock.now().getTime() + 5 * 60_000).toISOString()
    const asked = { asset: { storage: 'RESTORING', restoreEta }, userErrors: [] }
    expect(await restore(assetId)).toEqual(asked)
    expect(await restore(assetId)).toEqual(asked)
    await bringBack(assetId)
    await bringBack(assetId)

    expect(await places(assetId)).toEqual(['originals'])
    expect(await restore(assetId)).toEqual({ asset: { storage: 'HOT', restoreEta: null }, userErrors: [] })
    const told = (await app.announced()).filter(({ data }) => data.assetId === assetId).map(({ name }) => name)
    expect(told.slice(-2)).toEqual(['media.asset.restoring', 'media.asset.restored'])
  })

  test('is nobody else’s to bring back, nor do they learn where it is', async () => {
    const assetId = await cold()
    expect((await restore(assetId, app.newActor())).userErrors).toEqual([{ code: 'NOT_FOUND' }])
    const { _entities } = await app.ask(
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Asset { storage } } }',
      { of: [{ __typename: 'Asset', id: encodeId('Asset', assetId) }] },
      app.newActor(),
    )
    expect(_entities).toEqual([{ storage: null }])
  })
})

describe('whoever is interrupted goes on: an original on its way to the cold', () => {
  test.each([
    ['before it was copied', { put: fails }, ['originals']],
    [
      'while it was verified',
      {
        get: async (bucket: string, key: string) => (bucket === 'cold' ? fails() : world.objects.get('originals', key)),
      },
      ['originals', 'cold'],
    ],
    ['before it was deleted', { delete: fails }, ['originals', 'cold']],
  ] as [string, Partial<Objects>, string[]][])('%s', async (_when, broken, left) => {
    const assetId = await publish()
    app.clock.advance(91 * DAY_MS)
    await cool(broken)
    expect(await places(assetId)).toEqual(left)
    expect(await storageOf(assetId)).toBe('COOLING')

    app.clock.advance(91 * DAY_MS)
    await cool()
    expect(await places(assetId)).toEqual(['cold'])
    expect(await storageOf(assetId)).toBe('COLD')
  })

  test('after it was deleted, before that was written down', async () => {
    const assetId = await cold()
    await app.db.update(assets).set({ storage: 'COOLING' }).where(eq(assets.id, assetId))
    await cool()
    expect(await storageOf(assetId)).toBe('COLD')
    expect(await places(assetId)).toEqual(['cold'])
  })

  test('whose copy is damaged stays where it is', async () => {
    const assetId = await publish()
    app.clock.advance(91 * DAY_MS)
    await cool({ put: (bucket, key) => world.objects.put(bucket, key, Buffer.from('half'), 'image/png') })
    expect(await places(assetId)).toContain('originals')
    expect(await storageOf(assetId)).toBe('COOLING')
  })
})

test('an original on its way back survives every interruption', async () => {
  const assetId = await cold()
  await restore(assetId)
  for (const broken of [{ put: fails }, { delete: fails }]) await expect(bringBack(assetId, broken)).rejects.toThrow()
  expect(await storageOf(assetId)).toBe('RESTORING')
  await world.objects.delete('cold', [originalKey(assetId)])
  await bringBack(assetId)
  expect(await places(assetId)).toEqual(['originals'])
  expect(await storageOf(assetId)).toBe('HOT')
})
