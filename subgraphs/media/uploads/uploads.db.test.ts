import { decodeId, encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import { type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type MediaWorld, openMedia, sendFile } from '../media-world.ts'

const HOUR_MS = 3_600_000
let world: MediaWorld<LoneSubgraph>
let app: LoneSubgraph
beforeAll(async () => {
  world = await openMedia(loneSubgraph)
  app = world.app
})
afterAll(() => world?.[Symbol.asyncDispose]())

let ada: ReturnType<LoneSubgraph['newActor']>
let ben: typeof ada
beforeEach(() => {
  ada = app.newActor()
  ben = app.newActor()
})

let made = 0
/** Bytes that nobody sent before. */
const newFile = (bytes = 40) => Buffer.alloc(bytes, `picture ${made++} `)
const announcedOf = async (assetId: string) => {
  const id = decodeId('Asset', assetId)
  return (await app.announced()).filter(({ data }) => data.assetId === id).map(({ name }) => name)
}

describe('completing an upload', () => {
  const begun = async (file: Buffer) => (await world.createUpload(ada, file)).upload

  test('hands the bytes over, once', async () => {
    const file = newFile()
    const upload = await begun(file)
    await sendFile(upload, file)
    const expected = { asset: { id: upload.asset.id, state: 'PROCESSING' }, userErrors: [] }

    expect(await world.completeUpload(ada, upload.id)).toEqual(expected)
    expect(await world.completeUpload(ada, upload.id)).toEqual(expected)
    expect(await announcedOf(upload.asset.id)).toEqual(['media.upload.created', 'media.upload.finished'])
  })

  test('at the same moment by several requests hands them over once', async () => {
    const file = newFile()
    const upload = await begun(file)
    await sendFile(upload, file)
    const answers = await Promise.all([1, 2, 3].map(() => world.completeUpload(ada, upload.id)))

    expect(answers.map(({ asset }) => asset?.state)).toEqual(Array(3).fill('PROCESSING'))
    expect((await announcedOf(upload.asset.id)).length).toBe(2)
  })

  test('whose bytes have not come is refused, and may be done later', async () => {
    const file = newFile()
    const upload = await begun(file)
    expect(await world.completeUpload(ada, upload.id)).toMatchObject({
      asset: null,
      userErrors: [{ code: 'UPLOAD_INCOMPLETE', path: ['input', 'uploadId'] }],
    })
    await sendFile(upload, file)
    expect((await world.completeUpload(ada, upload.id)).userErrors).toEqual([])
  })

  test('with another size in the store than declared is refused', async () => {
    const upload = await begun(newFile())
    const key = `images/${decodeId('Asset', upload.asset.id)}`
    await world.objects.put('originals', key, newFile(7), 'image/jpeg')
    expect((await world.completeUpload(ada, upload.id)).userErrors).toMatchObject([{ code: 'CHECKSUM_MISMATCH' }])
  })

  test('of others, of nobody and of no upload is not found', async () => {
    const file = newFile()
    const upload = await begun(file)
    await sendFile(upload, file)
    const unknown = encodeId('Upload', mintId('Upload', app.clock.now()))

    for (const answer of [await world.completeUpload(ben, upload.id), await world.completeUpload(ada, unknown)]) {
      expect(answer).toMatchObject({ asset: null, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'uploadId'] }] })
    }
    for (const malformed of ['', 'upload_x', upload.asset.id]) {
      expect((await world.completeUpload(ada, malformed)).userErrors).toMatchObject([{ code: 'VALIDATION_FAILED' }])
    }
  })

  test('is too late after 24 hours, even if the bytes have come', async () => {
    const file = newFile()
    const upload = await begun(file)
    await sendFile(upload, file)
    app.clock.advance(24 * HOUR_MS)

    expect((await world.completeUpload(ada, upload.id)).userErrors).toMatchObject([{ code: 'UPLOAD_EXPIRED' }])
    await app.doChores()
    expect((await world.completeUpload(ada, upload.id)).userErrors).toMatchObject([{ code: 'UPLOAD_EXPIRED' }])
  })
})

describe('an upload that gets no bytes', () => {
  test('fails its asset after 24 hours, says so once, and is no longer open', async () => {
    const { upload } = await world.createUpload(ada, newFile())
    app.clock.advance(24 * HOUR_MS - 1)
    await app.doChores()
    expect(await announcedOf(upload.asset.id)).toEqual(['media.upload.created'])
    app.clock.advance(1)
    await app.doChores()
    await app.doChores()

    const { asset, uploadLimits } = await app.ask(
      `query ($id: ID!) {
        asset(id: $id) { state failure { code message retryable attempt } }
        uploadLimits { openUploads }
      }`,
      { id: upload.asset.id },
      ada,
    )
    expect(asset).toEqual({
      state: 'FAILED',
      failure: {
        code: 'UPLOAD_EXPIRED',
        message: 'The file did not arrive in time. Send it again.',
        retryable: true,
        attempt: 0,
      },
    })
    expect(uploadLimits.openUploads).toBe(0)
    expect(await announcedOf(upload.asset.id)).toEqual(['media.upload.created', 'media.asset.failed'])
  })

  test('is not expired while its bytes are being processed', async () => {
    const assetId = await world.upload(ada, newFile())
    app.clock.advance(25 * HOUR_MS)
    await app.doChores()
    const { asset } = await app.ask(
      'query ($id: ID!) { asset(id: $id) { state } }',
      { id: encodeId('Asset', assetId) },
      ada,
    )
    expect(asset.state).toBe('PROCESSING')
  })
})
