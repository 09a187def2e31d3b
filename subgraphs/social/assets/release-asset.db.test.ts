import { randomUUID } from 'node:crypto'
import type { Actor } from '@varal/platform/viewer'
import type { AssetId } from '@varal/schema/ids'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assetGlobalId, type SocialWorld, socialWorld } from '../test-world.ts'

let world: SocialWorld
let ada: Actor
beforeAll(async () => {
  world = await socialWorld()
  ada = await world.person()
})
afterAll(() => world[Symbol.asyncDispose]())

const ask = (assetId: AssetId) => {
  const askedAt = world.app.clock.now().toISOString()
  return world.app.hear('media.asset.unwanted', { assetId, ownerId: ada.id, askedAt })
}
const answers = async (assetId: AssetId) =>
  (await world.app.announced())
    .filter(({ name, data }) => data.assetId === assetId && /^social\.asset\./.test(name))
    .map(({ name }) => name)

const post = (asset: AssetId, input: object = {}) =>
  world.mutate('createPost', { assetIds: [assetGlobalId(asset)], ...input }, ada, 'post { id }')

/** Every way to show an asset. */
const uses: Record<string, (asset: AssetId) => Promise<{ userErrors: readonly unknown[] }>> = {
  'a post': (asset) => post(asset),
  'a draft': (asset) => post(asset, { asDraft: true }),
  'a scheduled post': (asset) =>
    post(asset, { publishAt: new Date(world.app.clock.now().getTime() + 3_600_000).toISOString() }),
  'a comment': async (asset) =>
    world.mutate(
      'createComment',
      { postId: await world.post(ada), text: '', assetId: assetGlobalId(asset) },
      ada,
      'comment { id }',
    ),
  'a board': async (asset) => {
    const id = await world.board(ada, { name: randomUUID() })
    return world.mutate('updateBoard', { id, expectedVersion: '1', coverAssetId: assetGlobalId(asset) }, ada)
  },
}

describe.each(Object.entries(uses))('an asset that is to be removed, and %s', (_what, use) => {
  test('that shows it: it is kept', async () => {
    const asset = await world.asset(ada)
    expect((await use(asset)).userErrors).toEqual([])
    await ask(asset)
    expect(await answers(asset)).toEqual(['social.asset.kept'])
  })

  test('that would show it after it was released: that is refused, until it is kept elsewhere', async () => {
    const asset = await world.asset(ada)
    await ask(asset)
    expect(await answers(asset)).toEqual(['social.asset.released'])
    expect((await use(asset)).userErrors).toMatchObject([{ code: 'ASSET_NOT_USABLE' }])

    await world.app.hear('media.asset.kept', { assetId: asset, ownerId: ada.id, kind: 'IMAGE' })
    expect((await use(asset)).userErrors).toEqual([])
  })

  test('that begins to show it at that very moment: it is shown and kept, or neither', async () => {
    for (let round = 0; round < 8; round++) {
      const asset = await world.asset(ada)
      const [used] = await Promise.all([use(asset), ask(asset)])
      const isShown = used.userErrors.length === 0
      expect(await answers(asset)).toEqual([isShown ? 'social.asset.kept' : 'social.asset.released'])
    }
  })
})

test('an asset that has failed stays of no use, also when it is kept', async () => {
  const asset = await world.asset(ada, 'FAILED')
  await ask(asset)
  await world.app.hear('media.asset.kept', { assetId: asset, ownerId: ada.id, kind: 'IMAGE' })
  expect((await post(asset)).userErrors).toMatchObject([{ code: 'ASSET_NOT_USABLE' }])
})
