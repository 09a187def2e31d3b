import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import type { AssetId } from '@varal/schema/ids'
import { type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { users } from '../subgraph.ts'
import { newcomer, refusals, updateProfile } from '../test-people.ts'

let app: LoneSubgraph
let ada: Actor
beforeAll(async () => {
  app = await loneSubgraph(users)
  ada = await newcomer(app, 'ada')
})
afterAll(() => app[Symbol.asyncDispose]())

const readyAsset = async () => {
  const assetId = mintId('Asset', app.clock.now()) as AssetId
  await app.hear('media.asset.ready', { assetId, ownerId: ada.id, kind: 'IMAGE' })
  return assetId
}
const choose = async (field: 'avatarAssetId' | 'coverAssetId', assetId: AssetId) =>
  refusals(await updateProfile(app, ada, { [field]: encodeId('Asset', assetId) }))
const ask = (assetId: AssetId) =>
  app.hear('media.asset.unwanted', { assetId, ownerId: ada.id, askedAt: app.clock.now().toISOString() })
const answers = async (assetId: AssetId) =>
  (await app.announced())
    .filter(({ name, data }) => data.assetId === assetId && /^users\.asset\./.test(name))
    .map(({ name }) => name)

test.each(['avatarAssetId', 'coverAssetId'] as const)('an asset that a profile has as %s is kept', async (field) => {
  const assetId = await readyAsset()
  expect(await choose(field, assetId)).toEqual([])
  await ask(assetId)
  expect(await answers(assetId)).toEqual(['users.asset.kept'])
})

test('an asset that was released cannot be chosen, until it is kept elsewhere', async () => {
  const assetId = await readyAsset()
  await ask(assetId)
  expect(await answers(assetId)).toEqual(['users.asset.released'])
  expect(await choose('avatarAssetId', assetId)).toEqual(['ASSET_NOT_USABLE input.avatarAssetId'])

  await app.hear('media.asset.kept', { assetId, ownerId: ada.id, kind: 'IMAGE' })
  expect(await choose('avatarAssetId', assetId)).toEqual([])
})

test('an asset that is chosen at the moment of the question is chosen and kept, or neither', async () => {
  for (let round = 0; round < 8; round++) {
    const assetId = await readyAsset()
    const [refused] = await Promise.all([choose('avatarAssetId', assetId), ask(assetId)])
    expect(await answers(assetId)).toEqual([refused.length === 0 ? 'users.asset.kept' : 'users.asset.released'])
  }
})
