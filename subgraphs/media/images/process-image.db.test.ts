import type { Job } from '@varal/platform/handlers'
import type { Objects } from '@varal/platform/objects/objects'
import type { AssetId } from '@varal/schema/ids'
import { type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { landscape } from '../drawn-pictures.ts'
import { type MediaWorld, openMedia } from '../media-world.ts'
import { originalKey } from '../object-keys.ts'
import { showOrFail } from '../show-picture.ts'
import { processImage } from './process-image.ts'
import { lookAt } from './test-look.ts'

let world: MediaWorld<LoneSubgraph>
let app: LoneSubgraph
let ada: ReturnType<LoneSubgraph['newActor']>
beforeAll(async () => {
  world = await openMedia(loneSubgraph)
  app = world.app
  ada = app.newActor()
})
afterAll(() => world?.[Symbol.asyncDispose]())

const seen = (assetId: AssetId, variables: object = {}) => lookAt(app, ada, assetId, variables)
const announcedOf = async (assetId: AssetId) =>
  (await app.announced()).filter(({ data }) => data.assetId === assetId).map(({ name }) => name)

describe('processing', () => {
  let drawn = 0
  const file = () =>
    landscape(480, 100 + ++drawn)
      .png()
      .toBuffer()
  const uploaded = async () => world.upload(ada, await file(), 'image/png')
  const failing = (objects: Partial<Objects>): Partial<Job> => ({
    objects: Object.assign(Object.create(world.objects), objects),
  })
  const rendered = async (assetId: AssetId) => (await seen(assetId)).content.renditions.map((one: any) => one.url)
  const stages = async (assetId: AssetId) =>
    world.pushed
      .filter(({ topic }) => topic === `asset:${assetId}`)
      .map(({ data }) => Object.values(data as object).join(' '))

  test('tells how far it is', async () => {
    const assetId = await uploaded()
    await showOrFail(assetId, world.job())
    expect(await stages(assetId)).toEqual([
      'PROBED 20',
      'RENDITION_READY 39',
      'RENDITION_READY 58',
      'RENDITION_READY 76',
      'RENDITION_READY 95',
      'READY 100',
    ])
  })

  test('done twice changes nothing', async () => {
    const assetId = await uploaded()
    await showOrFail(assetId, world.job())
    const [before, told] = [await rendered(assetId), await stages(assetId)]
    await showOrFail(assetId, world.job({ attempt: 2 }))

    expect(await rendered(assetId)).toEqual(before)
    expect(await stages(assetId)).toEqual(told)
    expect((await announcedOf(assetId)).filter((name) => name === 'media.asset.ready').length).toBe(1)
  })

  test('done twice at the same time is done once', async () => {
    const assetId = await uploaded()
    await Promise.all([1, 2].map((attempt) => showOrFail(assetId, world.job({ attempt }))))

    expect(new Set(await rendered(assetId)).size).toBe(4)
    expect((await stages(assetId)).filter((stage) => stage === 'READY 100').length).toBe(1)
    expect((await announcedOf(assetId)).filter((name) => name === 'media.asset.ready').length).toBe(1)
  })

  test('that is interrupted is done again, under the same keys and without going back', async () => {
    const assetId = await uploaded()
    let puts = 0
    const keys: string[] = []
    const interrupted = failing({
      put: async (bucket, key, body, type) => {
        if (++puts === 3) throw new Error('the store is down')
        keys.push(key)
        await world.objects.put(bucket, key, body, type)
      },
    })
    await expect(showOrFail(assetId, world.job(interrupted))).rejects.toThrow('the store is down')
    expect((await seen(assetId)).state).toBe('PROCESSING')
    expect((await seen(assetId)).placeholder).not.toBeNull()
    await showOrFail(assetId, world.job({ attempt: 2 }))

    const urls = await rendered(assetId)
    for (const key of keys) expect(urls).toContain(world.objects.publicUrl(key))
    const percents = (await stages(assetId)).map((stage) => Number(stage.split(' ')[1]))
    expect(percents).toEqual([20, 39, 58, 76, 95, 100])
  })

  test('that failed for other reasons than the file is given up as retryable', async () => {
    const assetId = await uploaded()
    await expect(
      showOrFail(assetId, world.job(failing({ get: () => Promise.reject(new Error('the store is down')) }))),
    ).rejects.toThrow('the store is down')
    const event = (await app.announced()).findLast(({ name }) => name === 'media.upload.finished')
    const { work } = world.job()
    await work((unit) => processImage.giveUp(event as never, unit, new Error('the store is down')))
    await work((unit) => processImage.giveUp(event as never, unit, new Error('the store is down')))

    expect(await seen(assetId)).toMatchObject({
      state: 'FAILED',
      failure: { code: 'PROCESSING_FAILED', retryable: true, attempt: 3 },
    })
    expect((await announcedOf(assetId)).filter((name) => name === 'media.asset.failed').length).toBe(1)
    await showOrFail(assetId, world.job())
    expect((await seen(assetId)).state).toBe('FAILED')
  })

  test('that was given up while it went on leaves nothing behind', async () => {
    const assetId = await uploaded()
    const written: string[] = []
    const overtaken = failing({
      put: async (bucket, key, body, type) => {
        if (written.push(key) === 2) {
          const event = (await app.announced()).findLast(({ name }) => name === 'media.upload.finished')
          await world.job().work((unit) => processImage.giveUp(event as never, unit, null))
        }
        await world.objects.put(bucket, key, body, type)
      },
    })
    await showOrFail(assetId, world.job(overtaken))

    expect((await seen(assetId)).state).toBe('FAILED')
    expect(written.length).toBe(4)
    for (const key of written) expect(await world.objects.head('renditions', key)).toBeNull()
  })

  test('stops when it is told to, and is not the fault of the file', async () => {
    const assetId = await uploaded()
    await expect(showOrFail(assetId, world.job({ signal: AbortSignal.abort() }))).rejects.toThrow(/abort/i)
    expect((await seen(assetId)).state).toBe('PROCESSING')
  })

  test('of an asset that nobody knows does nothing', async () => {
    await showOrFail('01980000-0000-7000-8000-000000000000' as AssetId, world.job())
  })

  test('reads no more of an original than a picture may have', async () => {
    const assetId = await uploaded()
    await world.objects.put('originals', originalKey(assetId), Buffer.alloc(22 * 2 ** 20), 'image/png')
    await showOrFail(assetId, world.job())
    expect((await seen(assetId)).failure).toMatchObject({ code: 'CHECKSUM_MISMATCH' })
  })
})
