import { encodeId } from '@varal/platform/global-ids'
import { createLog } from '@varal/platform/log'
import type { AssetId } from '@varal/schema/ids'
import { type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { fail } from '../asset-state.ts'
import { landscape } from '../drawn-pictures.ts'
import { discardSome } from '../expiry/discard-failed.ts'
import { discardBytes } from '../images/discard-bytes.ts'
import { type MediaWorld, openMedia } from '../media-world.ts'
import { originalKey } from '../object-keys.ts'

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
const giveUp = async (assetId: AssetId, code: 'PROCESSING_FAILED' | 'DAMAGED' = 'PROCESSING_FAILED') => {
  const isRetryable = code === 'PROCESSING_FAILED'
  await world.job().work((work) => fail(work, [assetId], { code, isRetryable, attempt: 3 }))
  await discardBytes.run({ data: { assetId } } as never, world.job())
}
const failed = async (code?: 'PROCESSING_FAILED' | 'DAMAGED') => {
  const assetId = await world.upload(
    ada,
    await landscape(250 + ++drawn, 90)
      .png()
      .toBuffer(),
    'image/png',
  )
  await giveUp(assetId, code)
  return assetId
}
const retry = async (assetId: AssetId, as = ada) => {
  const query = `mutation ($input: RetryProcessingInput!) {
    retryProcessing(input: $input) { asset { state failure { code } } userErrors { code path } }
  }`
  return (await app.ask(query, { input: { assetId: encodeId('Asset', assetId) } }, as)).retryProcessing
}
const codeOf = async (assetId: AssetId, as = ada) => (await retry(assetId, as)).userErrors[0]?.code
const isStored = async (assetId: AssetId) => (await world.objects.head('originals', originalKey(assetId))) !== null
const stages = async (assetId: AssetId) => {
  const query = 'subscription ($id: ID!) { assetProgress(assetId: $id) { ... on AssetProgressEvent { stage } } }'
  const all: string[] = []
  for await (const { data } of await app.watch(query, { id: encodeId('Asset', assetId) }, ada))
    all.push((data as any).assetProgress.stage)
  return all
}

describe('an asset that failed by our fault', () => {
  test('is processed again from its bytes, and becomes READY; those who watch see both', async () => {
    const assetId = await failed()
    expect(await retry(assetId)).toEqual({ asset: { state: 'PROCESSING', failure: null }, userErrors: [] })
    expect(await retry(assetId)).toMatchObject({ userErrors: [] })
    const begun = (await app.announced()).filter(
      ({ name, data }) => name === 'media.upload.finished' && data.assetId === assetId,
    )
    expect(begun).toHaveLength(2)
    await world.process(assetId)

    const all = await stages(assetId)
    expect(all.slice(0, 3)).toEqual(['RECEIVED', 'FAILED', 'RECEIVED'])
    expect(all.at(-1)).toBe('READY')
  })

  test('is tried again three times in 24 hours, and three times after them', async () => {
    const assetId = await failed()
    for (let n = 0; n < 3; n++) {
      expect(await codeOf(assetId)).toBeUndefined()
      await giveUp(assetId)
    }
    expect(await codeOf(assetId)).toBe('LIMIT_REACHED')
    app.clock.advance(DAY_MS)
    expect(await codeOf(assetId)).toBeUndefined()
  })

  test('keeps its bytes for seven days, and not for eight', async () => {
    const assetId = await failed()
    const parts = { db: app.db, objects: world.objects, clock: app.clock, log: createLog('silent') }
    app.clock.advance(7 * DAY_MS - 1)
    await discardSome(parts)
    expect(await isStored(assetId)).toBe(true)

    app.clock.advance(DAY_MS)
    expect(await codeOf(assetId)).toBe('NOT_RETRYABLE')
    await discardSome(parts)
    expect(await isStored(assetId)).toBe(false)
  })

  test('is nobody else’s to retry', async () => {
    expect(await codeOf(await failed(), app.newActor())).toBe('NOT_FOUND')
  })
})

test('a file at fault is not kept, and not tried again', async () => {
  const assetId = await failed('DAMAGED')
  expect(await isStored(assetId)).toBe(false)
  expect(await codeOf(assetId)).toBe('NOT_RETRYABLE')
})
