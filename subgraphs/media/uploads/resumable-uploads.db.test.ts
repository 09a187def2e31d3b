import { createHash } from 'node:crypto'
import { decodeId } from '@varal/platform/global-ids'
import { ffmpeg } from '@varal/testing/ffmpeg'
import { type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import * as tus from 'tus-js-client'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type MediaWorld, openMedia } from '../media-world.ts'
import { originalKey, originalKeys } from '../object-keys.ts'
import { noticeArrivedUploads } from './notice-uploads.ts'
import { uploadsById } from './reads.ts'
import { sweepEndedUploads } from './sweep-uploads.ts'

const MIB = 2 ** 20
const HOUR_MS = 3_600_000
let world: MediaWorld<LoneSubgraph>
let app: LoneSubgraph
beforeAll(async () => {
  world = await openMedia(loneSubgraph, ffmpeg)
  app = world.app
})
afterAll(() => world?.[Symbol.asyncDispose]())

let ada: ReturnType<LoneSubgraph['newActor']>
beforeEach(() => {
  ada = app.newActor()
})

const inParts = { preferProtocol: 'MULTIPART' }
let made = 0
/** Bytes that nobody sent before. */
const newFile = (bytes: number) => Buffer.alloc(bytes, `picture ${made++} `)

const uploadOf = async (id: string, by = ada) => (await app.ask(UploadById, { id }, by)).upload
const assetOf = async (upload: { asset: { id: string } }) =>
  (await app.ask('query ($id: ID!) { asset(id: $id) { state failure { code } } }', { id: upload.asset.id }, ada)).asset
const complete = async (uploadId: string, parts?: object[]) =>
  (await app.ask(Complete, { input: { uploadId, parts } }, ada)).completeUpload
const abort = async (uploadId: string, by = ada) => (await app.ask(Abort, { input: { uploadId } }, by)).abortUpload

const sendPart = (file: Buffer, { url, offset, length }: { url: string; offset: string; length: string }) =>
  fetch(url, { method: 'PUT', body: new Uint8Array(file.subarray(Number(offset), Number(offset) + Number(length))) })
const storedOf = async (upload: { asset: { id: string } }) => {
  const hash = createHash('sha256')
  const key = originalKey(decodeId('Asset', upload.asset.id)!)
  for await (const chunk of await world.objects.get('originals', key)) hash.update(chunk)
  return hash.digest('hex')
}
const hashOf = (file: Buffer) => createHash('sha256').update(file).digest('hex')

describe('a file in parts', () => {
  test('is sent in parts of 8 MiB, of which each says whether it has come, and is put together', async () => {
    const file = newFile(17 * MIB)
    const { upload } = await world.createUpload(ada, file, inParts)
    expect(upload.protocol).toBe('MULTIPART')
    expect(upload.parts.map(({ length }: { length: string }) => Number(length))).toEqual([8 * MIB, 8 * MIB, MIB])

    const etags: object[] = []
    for (const index of [2, 0]) {
      const sent = await sendPart(file, upload.parts[index])
      expect(sent.status).toBe(200)
      etags.push({ number: index + 1, etag: sent.headers.get('etag') })
    }
    const half = await uploadOf(upload.id)
    expect(half.parts.map(({ received }: { received: boolean }) => received)).toEqual([true, false, true])
    expect(half.receivedBytes).toBe(String(9 * MIB))
    expect((await complete(upload.id)).userErrors).toMatchObject([{ code: 'UPLOAD_INCOMPLETE' }])

    await sendPart(file, half.parts[1])
    expect((await complete(upload.id, [{ number: 1, etag: '"other"' }])).userErrors).toMatchObject([
      { code: 'UPLOAD_INCOMPLETE' },
    ])
    expect(await complete(upload.id, etags)).toMatchObject({ asset: { state: 'PROCESSING' }, userErrors: [] })
    expect(await storedOf(upload)).toBe(hashOf(file))
    expect(await complete(upload.id)).toMatchObject({ asset: { state: 'PROCESSING' }, userErrors: [] })
    expect(await uploadOf(upload.id)).toMatchObject({ parts: [], receivedBytes: String(file.length) })
  })

  test('goes on where it was with fresh addresses, after those that were given out are dead', async () => {
    const file = newFile(17 * MIB)
    const { upload } = await world.createUpload(ada, file, inParts)
    await sendPart(file, upload.parts[0])
    app.clock.advance(HOUR_MS)

    expect((await sendPart(file, upload.parts[1])).status).toBe(403)
    const later = await uploadOf(upload.id)
    expect(later.parts[0].received).toBe(true)
    for (const part of later.parts.slice(1)) expect((await sendPart(file, part)).status).toBe(200)
    expect((await complete(upload.id)).userErrors).toEqual([])
  })

  test('takes no part of another length', async () => {
    const file = newFile(17 * MIB)
    const { upload } = await world.createUpload(ada, file, inParts)
    const [first, , last] = upload.parts
    expect((await sendPart(file, { ...first, length: String(8 * MIB - 1) })).status).toBe(403)
    expect((await sendPart(file, { ...last, offset: '0' })).status).toBe(200)
    expect((await sendPart(file, { ...first, url: first.url.replace('partNumber=1', 'partNumber=2') })).status).toBe(
      403,
    )
  })

  test('is one upload at the store, however many ask for its addresses at once', async () => {
    const { upload } = await world.createUpload(ada, newFile(17 * MIB), inParts)
    const ids = (await Promise.all([1, 2, 3].map(() => uploadOf(upload.id)))).map(
      ({ parts }) => new URL(parts[0].url).searchParams.get('uploadId') ?? '',
    )
    expect(new Set(ids).size).toBe(1)
  })
})

describe('the protocol', () => {
  const choices: [preferred: string | null, bytes: number, protocol: string][] = [
    // No picture is as large.
    ...(ffmpeg ? [['SINGLE_PUT', 21 * MIB, 'MULTIPART'] as [string, number, string]] : []),
    ['SINGLE_PUT', 9 * MIB, 'SINGLE_PUT'],
    ['MULTIPART', 9 * MIB, 'MULTIPART'],
    ['MULTIPART', 8 * MIB, 'SINGLE_PUT'],
    ['TUS', 10, 'TUS'],
    [null, 20 * MIB, 'SINGLE_PUT'],
  ]
  test.each(choices)('%s is preferred for %i bytes: it is %s', async (preferProtocol, bytes, protocol) => {
    // The largest pictures still go in one piece: clients from before there were parts know no more.
    const kind = bytes > 20 * MIB ? { kind: 'VIDEO', mimeType: 'video/mp4' } : {}
    const { upload } = await world.createUpload(ada, newFile(40), { bytes: String(bytes), preferProtocol, ...kind })
    expect(upload.protocol).toBe(protocol)
  })

  test('shows an upload to nobody else', async () => {
    const { upload } = await world.createUpload(ada, newFile(40))
    for (const id of [upload.id, upload.asset.id, 'upload_x']) expect(await uploadOf(id, app.newActor())).toBeNull()
  })
})

describe('an upload by TUS', () => {
  const begin = async (file: Buffer) => {
    const { upload } = await world.createUpload(ada, file, { preferProtocol: 'TUS' })
    return uploadOf(upload.id)
  }
  const send = (file: Buffer, address: object) =>
    new Promise<void>((resolve, reject) => {
      new tus.Upload(file, {
        ...address,
        chunkSize: 6 * MIB,
        retryDelays: [],
        onSuccess: () => resolve(),
        onError: reject,
      }).start()
    })

  test('is created, sent in chunks and finished by the usual client', async () => {
    const file = newFile(13 * MIB)
    const upload = await begin(file)
    expect(upload).toMatchObject({ protocol: 'TUS', parts: [], receivedBytes: null })
    await send(file, { endpoint: upload.tusUrl })

    expect(await storedOf(upload)).toBe(hashOf(file))
    expect(await complete(upload.id)).toMatchObject({ asset: { state: 'PROCESSING' }, userErrors: [] })
  })

  test('goes on at a fresh address where it was cut', async () => {
    const file = newFile(9 * MIB)
    const upload = await begin(file)
    const cut = new tus.Upload(file, { endpoint: upload.tusUrl, chunkSize: 6 * MIB, retryDelays: [] })
    await new Promise<void>((resolve, reject) => {
      cut.options.onError = reject
      cut.options.onChunkComplete = () => void cut.abort().then(resolve)
      cut.start()
    })
    app.clock.advance(HOUR_MS)
    await expect(send(file, { uploadUrl: upload.tusUrl })).rejects.toThrow()
    const { tusUrl } = await uploadOf(upload.id)
    const head = await fetch(tusUrl, { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } })
    expect(head.headers.get('upload-offset')).toBe(String(6 * MIB))
    await send(file, { uploadUrl: tusUrl })

    expect(await storedOf(upload)).toBe(hashOf(file))
  })

  test('is found again by who creates it twice', async () => {
    const file = newFile(40)
    const upload = await begin(file)
    const post = () =>
      fetch(upload.tusUrl, { method: 'POST', headers: { 'tus-resumable': '1.0.0', 'upload-length': '40' } })
    const locations = [await post(), await post()].map((answer) => [answer.status, answer.headers.get('location')])
    const { pathname, search } = new URL(upload.tusUrl)
    expect(locations).toEqual([
      [201, pathname + search],
      [201, pathname + search],
    ])
  })

  test('takes no other length, object or method, and nothing unsigned', async () => {
    const upload = await begin(newFile(40))
    const ask = async (url: string, method: string, length = '40') =>
      (await fetch(url, { method, headers: { 'tus-resumable': '1.0.0', 'upload-length': length } })).status
    expect(await ask(upload.tusUrl, 'POST', '41')).toBe(400)
    expect(await ask(upload.tusUrl.replace('bytes=40', 'bytes=41'), 'POST', '41')).toBe(403)
    expect(await ask(upload.tusUrl.replace(/images\/./, 'images/x'), 'POST')).toBe(403)
    expect(await ask(upload.tusUrl.replace(/\?.*/, ''), 'POST')).toBe(403)
    expect(await ask(upload.tusUrl, 'DELETE')).toBe(405)
    expect(await ask(upload.tusUrl, 'GET')).toBe(405)
  })
})

describe('whoever sends all bytes and says nothing more', () => {
  const notice = () => noticeArrivedUploads({ ...world.job(), clock: app.clock })

  test('is noticed within seconds, whatever the protocol, once', async () => {
    const [small, large] = [newFile(40), newFile(17 * MIB)]
    const single = (await world.createUpload(ada, small)).upload
    const ofParts = (await world.createUpload(ada, large, inParts)).upload
    await sendAll(small, single)
    await sendAll(large, ofParts)
    app.clock.advance(2_000)
    await Promise.all([notice(), notice()])

    for (const upload of [single, ofParts]) expect((await assetOf(upload)).state).toBe('PROCESSING')
    const finished = (await app.announced()).filter(({ name }) => name === 'media.upload.finished')
    expect(finished.filter(({ data }) => data.ownerId === ada.id).length).toBe(2)
  })

  test('and is looked at ever more seldom while nothing comes', async () => {
    const { upload } = await world.createUpload(ada, newFile(40))
    const waits: number[] = []
    for (const minutes of [1, 10, 100]) {
      app.clock.advance(minutes * 60_000)
      await notice()
      const [row] = await uploadsById(app.db)([decodeId('Upload', upload.id)!])
      waits.push((row!.checkAt!.getTime() - app.clock.now().getTime()) / 1_000)
    }
    expect(waits).toEqual([6, 66, 300])
  })
})

/** As clients do it. */
async function sendAll(file: Buffer, upload: { parts: any[] }): Promise<void> {
  for (const { url, offset, length, headers } of upload.parts) {
    const body = new Uint8Array(file.subarray(Number(offset), Number(offset) + Number(length)))
    const given = Object.fromEntries(headers.map(({ name, value }: any) => [name, value]))
    expect((await fetch(url, { method: 'PUT', headers: given, body })).status).toBe(200)
  }
}

describe('aborting an upload', () => {
  test('fails its asset, ends its addresses in the answer, and leaves nothing in the store', async () => {
    const file = newFile(17 * MIB)
    const { upload } = await world.createUpload(ada, file, inParts)
    await sendPart(file, upload.parts[0])
    expect(await abort(upload.id)).toEqual({ uploadId: upload.id, userErrors: [] })
    expect(await abort(upload.id)).toEqual({ uploadId: upload.id, userErrors: [] })

    expect(await assetOf(upload)).toEqual({ state: 'FAILED', failure: { code: 'UPLOAD_ABORTED' } })
    expect(await uploadOf(upload.id)).toMatchObject({ parts: [] })
    expect((await complete(upload.id)).userErrors).toMatchObject([{ code: 'UPLOAD_EXPIRED' }])
    expect((await sendPart(file, upload.parts[1])).status).toBe(200)
    app.clock.advance(21 * 60_000)
    await sweepEndedUploads({ ...world.job(), clock: app.clock })
    const uploadId = new URL(upload.parts[0].url).searchParams.get('uploadId')!
    const [key] = originalKeys(decodeId('Asset', upload.asset.id)!)
    expect(await world.objects.parts.list('originals', key!, uploadId)).toBeNull()
  })

  test('of others, of what is finished and of nothing is refused', async () => {
    const file = newFile(40)
    const { upload } = await world.createUpload(ada, file)
    expect((await abort(upload.id, app.newActor())).userErrors).toMatchObject([{ code: 'NOT_FOUND' }])
    await sendAll(file, upload)
    await complete(upload.id)
    expect((await abort(upload.id)).userErrors).toMatchObject([{ code: 'UPLOAD_FINISHED' }])
  })
})

const UploadById = `query ($id: ID!) {
  upload(id: $id) { id protocol tusUrl receivedBytes asset { id } parts { number url offset length received headers { name value } } }
}`
const Complete = `mutation ($input: CompleteUploadInput!) {
  completeUpload(input: $input) { asset { id state } userErrors { code path } }
}`
const Abort = `mutation ($input: AbortUploadInput!) {
  abortUpload(input: $input) { uploadId userErrors { code } }
}`
