import { encodeId } from '@varal/platform/global-ids'
import type { AssetId } from '@varal/schema/ids'
import { ffmpeg } from '@varal/testing/ffmpeg'
import { type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blinking, landscape } from '../drawn-pictures.ts'
import { type MediaWorld, openMedia } from '../media-world.ts'
import { sampleFrames } from '../sample-frames.ts'
import type { Classification, Classifier } from './classifier.ts'
import { classifyAsset, classifyPicture } from './classify-asset.ts'
import { decideAsset } from './decide-asset.ts'
import { nsfwClassifier } from './nsfw-classifier.ts'

let world: MediaWorld<LoneSubgraph>
let app: LoneSubgraph
let ada: ReturnType<LoneSubgraph['newActor']>
let ben: ReturnType<LoneSubgraph['newActor']>
beforeAll(async () => {
  world = await openMedia(loneSubgraph, ffmpeg)
  app = world.app
  ada = app.newActor()
  ben = app.newActor()
})
afterAll(() => world?.[Symbol.asyncDispose]())

let drawn = 0
const published = async () =>
  world.publish(
    ada,
    await landscape(300, 200 + ++drawn)
      .png()
      .toBuffer(),
    'image/png',
  )
const settings = { safety: { blurFrom: 0.5, hideFrom: 0.85 } } as never
const job = (more = {}) => world.job({ settings, ...more })

/** A model that always says the same. */
const saying = (scores: Partial<Classification['scores']>): Classifier => ({
  version: 'test-1',
  sidePx: 32,
  classify: async () => ({
    scores: { drawing: 0, hentai: 0, neutral: 0, porn: 0, sexy: 0, ...scores },
    embedding: [0.6, 0.8],
  }),
})
const broken: Classifier = { ...saying({}), classify: () => Promise.reject(new Error('the model is broken')) }

const seenBy = async (assetId: AssetId, viewer = ben) => {
  const query = `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Asset {
    state sensitivity safetyState safety { label score source model }
  } } }`
  const ids = [{ __typename: 'Asset', id: encodeId('Asset', assetId) }]
  return (await app.ask(query, { ids }, viewer))._entities[0]
}
const toldOf = async (assetId: AssetId, name = 'media.asset.flagged') =>
  (await app.announced()).filter((fact) => fact.name === name && fact.data.assetId === assetId).map(({ data }) => data)
const update = async (assetId: AssetId, input: object, by = ada) => {
  const mutation = `mutation ($input: UpdateAssetInput!) { updateAsset(input: $input) {
    asset { sensitivity altText } userErrors { code path }
  } }`
  return (await app.ask(mutation, { input: { assetId: encodeId('Asset', assetId), ...input } }, by)).updateAsset
}

describe('an asset', () => {
  test('is pending until it has an answer: ready for its owner, blurred for others', async () => {
    const assetId = await published()
    expect(await seenBy(assetId)).toMatchObject({ state: 'READY', sensitivity: 'BLUR', safetyState: 'PENDING' })
    expect(await seenBy(assetId, ada)).toMatchObject({ sensitivity: 'SHOW', safety: [] })
  })

  test('that is harmless is shown, and says what was found by which model', async () => {
    const assetId = await published()
    await classifyAsset(assetId, job(), saying({ neutral: 0.97, sexy: 0.02 }))
    expect(await seenBy(assetId)).toEqual({
      state: 'READY',
      sensitivity: 'SHOW',
      safetyState: 'CLEAR',
      safety: [
        { label: 'SUGGESTIVE', score: expect.closeTo(0.02), source: 'MODEL', model: 'test-1' },
        { label: 'SEXUAL', score: 0, source: 'MODEL', model: 'test-1' },
      ],
    })
    expect(await toldOf(assetId)).toEqual([])
    expect(await toldOf(assetId, 'media.asset.embedded')).toMatchObject([{ model: 'test-1', embedding: [0.6, 0.8] }])
  })

  test('that is not is blurred or hidden, and a person is asked', async () => {
    const [blurred, hidden] = [await published(), await published()]
    await classifyAsset(blurred, job(), saying({ porn: 0.6 }))
    await classifyAsset(hidden, job(), saying({ porn: 0.9 }))
    expect(await seenBy(blurred)).toMatchObject({ sensitivity: 'BLUR', safetyState: 'REVIEW' })
    expect(await seenBy(hidden, ada)).toMatchObject({ sensitivity: 'HIDE', safetyState: 'REVIEW' })
    expect(await toldOf(hidden)).toMatchObject([
      { sensitivity: 'HIDE', label: 'SEXUAL', score: 0.9, needsReview: true },
    ])
  })

  test('is judged once, also by two at the same time', async () => {
    const assetId = await published()
    await Promise.all([1, 2].map(() => classifyAsset(assetId, job(), saying({ porn: 0.6 }))))
    await classifyAsset(assetId, job(), saying({ neutral: 1 }))
    expect(await toldOf(assetId)).toHaveLength(1)
    expect(await toldOf(assetId, 'media.asset.embedded')).toHaveLength(1)
  })

  test('whose model is broken goes to a person, and is not waved through by a later answer', async () => {
    const assetId = await published()
    await expect(classifyAsset(assetId, job(), broken)).rejects.toThrow('the model is broken')
    expect(await seenBy(assetId)).toMatchObject({ safetyState: 'PENDING' })
    const event = (await app.announced()).findLast(({ name }) => name === 'media.asset.ready')
    await job().work((work) => classifyPicture.giveUp(event as never, work, new Error('the model is broken')))
    await classifyAsset(assetId, job(), saying({ neutral: 1 }))

    expect(await seenBy(assetId)).toMatchObject({ sensitivity: 'BLUR', safetyState: 'REVIEW', safety: [] })
    expect(await toldOf(assetId)).toMatchObject([{ sensitivity: 'BLUR', label: null, score: null, needsReview: true }])
  })

  test('whose model is late goes to a person after half an hour', async () => {
    const assetId = await published()
    app.clock.advance(29 * 60_000)
    await app.doChores()
    expect(await seenBy(assetId)).toMatchObject({ safetyState: 'PENDING' })
    app.clock.advance(2 * 60_000)
    await app.doChores()
    expect(await seenBy(assetId)).toMatchObject({ sensitivity: 'BLUR', safetyState: 'REVIEW' })
  })

  test('that moves is judged by its later pictures too', async () => {
    const file = await blinking(40, [
      [250, 0, 0],
      [0, 250, 0],
      [0, 0, 250],
    ])
    const assetId = await world.publish(ada, file, 'image/gif')
    const colors: number[][] = []
    const looking: Classifier = {
      ...saying({}),
      classify: async (pixels) => {
        colors.push([...pixels.subarray(0, 3)])
        return saying({ porn: colors.length === 3 ? 0.7 : 0 }).classify(pixels, AbortSignal.any([]))
      },
    }
    await classifyAsset(assetId, job(), looking)
    expect(colors.map((color) => color.indexOf(Math.max(...color)))).toEqual([0, 1, 2])
    expect(await seenBy(assetId)).toMatchObject({ sensitivity: 'BLUR' })
  })

  test('is classified by the real model, which shows a landscape', async () => {
    const assetId = await published()
    await classifyAsset(assetId, job(), nsfwClassifier)
    expect(await seenBy(assetId)).toMatchObject({ sensitivity: 'SHOW', safetyState: 'CLEAR' })
    const [{ model, embedding }] = (await toldOf(assetId, 'media.asset.embedded')) as any
    expect(model).toBe(nsfwClassifier.version)
    expect(embedding).toHaveLength(448)
    expect(Math.hypot(...embedding)).toBeCloseTo(1, 2)
  }, 60_000)
})

describe('its owner', () => {
  test('can call it sensitive, and take that back', async () => {
    const assetId = await published()
    await classifyAsset(assetId, job(), saying({ neutral: 1 }))
    expect(await update(assetId, { sensitive: true })).toMatchObject({ asset: { sensitivity: 'BLUR' }, userErrors: [] })
    expect((await seenBy(assetId)).safety).toContainEqual({ label: 'OTHER', score: 1, source: 'AUTHOR', model: null })
    expect(await update(assetId, { sensitive: false })).toMatchObject({ asset: { sensitivity: 'SHOW' } })
    expect(await update(assetId, { sensitive: false })).toMatchObject({ asset: { sensitivity: 'SHOW' } })
    expect((await toldOf(assetId)).map(({ sensitivity, needsReview }) => [sensitivity, needsReview])).toEqual([
      ['BLUR', false],
      ['SHOW', false],
    ])
  })

  test('changes only what is said', async () => {
    const assetId = await published()
    expect(await update(assetId, { altText: 'A hill' })).toMatchObject({ asset: { altText: 'A hill' } })
    expect(await update(assetId, { sensitive: true })).toMatchObject({ asset: { altText: 'A hill' } })
    expect(await update(assetId, { altText: null })).toMatchObject({ asset: { altText: null } })
  })

  test('is nobody else', async () => {
    const assetId = await published()
    const refused = { asset: null, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'assetId'] }] }
    expect(await update(assetId, { sensitive: true }, ben)).toEqual(refused)
    expect(await update('01980000-0000-7000-8000-000000000000' as AssetId, {})).toEqual(refused)
  })
})

test("a moderator's decision holds against model and owner", async () => {
  const assetId = await published()
  await classifyAsset(assetId, job(), saying({ porn: 0.9 }))
  const decide = (sensitivity: 'SHOW' | 'HIDE', label: 'GORE' | null) =>
    job().work((work) => decideAsset(work, { assetId, sensitivity, label }))
  await decide('SHOW', null)
  await decide('SHOW', null)
  expect(await seenBy(assetId)).toMatchObject({ sensitivity: 'SHOW', safetyState: 'CLEAR' })
  await decide('HIDE', 'GORE')
  await update(assetId, { sensitive: true })
  expect(await seenBy(assetId)).toMatchObject({ sensitivity: 'HIDE', safetyState: 'CLEAR' })
  const told = (await toldOf(assetId)).map(({ sensitivity, label }) => `${sensitivity} ${label}`)
  expect(told).toEqual(['HIDE SEXUAL', 'SHOW null', 'HIDE GORE', 'HIDE null'])
})

describe.skipIf(!ffmpeg)('a video', () => {
  test('is judged by its poster and a frame a second', async () => {
    const { drawClip } = await import('../videos/test-clips.ts')
    const { openJobFolder } = await import('../ffmpeg/job-folder.ts')
    await using folder = await openJobFolder()
    const assetId = await world.publish(ada, await drawClip(ffmpeg!, folder.path, { seconds: 5 }), 'video/mp4')
    const [asset] = await (await import('../assets/reads.ts')).assetsById(app.db)([assetId])
    const sizes: number[] = []
    for await (const pixels of sampleFrames(asset!, 64, job())) sizes.push(pixels.length)

    expect(sizes).toHaveLength(6)
    expect(new Set(sizes)).toEqual(new Set([3 * 64 * 64]))
    await classifyAsset(assetId, job(), saying({ porn: 0.6 }))
    expect(await seenBy(assetId)).toMatchObject({ sensitivity: 'BLUR', safetyState: 'REVIEW' })
  }, 60_000)
})
