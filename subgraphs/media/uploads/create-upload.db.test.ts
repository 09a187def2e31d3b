import { randomUUID } from 'node:crypto'
import { rowsOf } from '@varal/platform/db'
import { decodeId, encodeId } from '@varal/platform/global-ids'
import { type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { limits } from '../limits.ts'
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

describe('creating an upload', () => {
  test('reserves an asset and says where its bytes go', async () => {
    const file = newFile()
    const { upload, existing, userErrors } = await world.createUpload(ada, file, { altText: '  a line of washing ' })

    expect(userErrors).toEqual([])
    expect(existing).toBeNull()
    expect(upload).toMatchObject({
      protocol: 'SINGLE_PUT',
      expiresAt: '2026-03-02T12:00:00.000Z',
      asset: { state: 'AWAITING_BYTES', kind: 'IMAGE', altText: 'a line of washing' },
      parts: [{ number: 1, offset: '0', length: '40', headers: [{ name: 'Content-Type', value: 'image/jpeg' }] }],
    })
    expect((await sendFile(upload, file)).status).toBe(200)
    expect(await announcedOf(upload.asset.id)).toEqual(['media.upload.created'])
  })

  test('takes no other file at the address than the declared one', async () => {
    const { upload } = await world.createUpload(ada, newFile(40))
    expect((await sendFile(upload, newFile(41))).status).toBe(403)
    expect((await sendFile(upload, newFile(39))).status).toBe(403)
  })

  test('sent again is the same upload, with an address that is fresh', async () => {
    const file = newFile()
    const intent = { idempotencyKey: randomUUID() }
    const first = await world.createUpload(ada, file, intent)
    app.clock.advance(601_000)
    const again = await world.createUpload(ada, file, intent)

    expect((await sendFile(first.upload, file)).status).toBe(403)
    expect((await sendFile(again.upload, file)).status).toBe(200)
    expect(again.upload.id).toBe(first.upload.id)
    expect(await announcedOf(first.upload.asset.id)).toEqual(['media.upload.created'])
  })

  test('sent again with another file is refused', async () => {
    const intent = { idempotencyKey: randomUUID() }
    await world.createUpload(ada, newFile(), intent)
    expect((await world.createUpload(ada, newFile(), intent)).userErrors).toMatchObject([
      { code: 'IDEMPOTENCY_MISMATCH', path: ['input', 'idempotencyKey'] },
    ])
    expect((await world.createUpload(ben, newFile(), intent)).userErrors).toEqual([])
  })

  test('gives no address any more once the bytes were handed over, or are too late', async () => {
    const [file, late] = [newFile(), newFile()]
    const [intent, other] = [{ idempotencyKey: randomUUID() }, { idempotencyKey: randomUUID() }]
    const { upload } = await world.createUpload(ada, file, intent)
    await sendFile(upload, file)
    await world.completeUpload(ada, upload.id)
    await world.createUpload(ada, late, other)

    expect((await world.createUpload(ada, file, intent)).upload.parts).toEqual([])
    app.clock.advance(24 * HOUR_MS - 5_000)
    expect((await world.createUpload(ada, late, other)).upload.parts[0].url).toContain('X-Amz-Expires=5&')
    app.clock.advance(5_000)
    expect((await world.createUpload(ada, late, other)).upload.parts).toEqual([])
  })

  test('of bytes that this person has as an asset gives that asset', async () => {
    const file = newFile()
    const assetId = encodeId('Asset', await world.upload(ada, file))
    const again = await world.createUpload(ada, file)

    expect(again).toMatchObject({ upload: null, existing: { id: assetId, state: 'PROCESSING' }, userErrors: [] })
    expect((await world.createUpload(ben, file)).existing).toBeNull()
    const upperCase = { sha256: (await hashOf(assetId)).toUpperCase() }
    expect((await world.createUpload(ada, file, upperCase)).existing).toEqual(again.existing)
  })

  test('of bytes whose asset failed, or whose bytes never came, begins anew', async () => {
    const file = newFile()
    const { upload } = await world.createUpload(ada, file)
    expect((await world.createUpload(ada, file)).existing).toBeNull()

    await app.db.execute(sql`
      update assets set state = 'FAILED', failure_code = 'DAMAGED' where id = ${decodeId('Asset', upload.asset.id)}`)
    expect((await world.createUpload(ada, file)).existing).toBeNull()
  })

  test.each([
    ['no bytes', { bytes: '0' }, ['VALIDATION_FAILED', 'bytes']],
    ['less than no bytes', { bytes: '-1' }, ['VALIDATION_FAILED', 'bytes']],
    ['bytes that are no number', { bytes: '4e1' }, ['VALIDATION_FAILED', 'bytes']],
    ['more bytes than allowed', { bytes: String(limits.imageBytesMax + 1) }, ['FILE_TOO_LARGE', 'bytes']],
    ['more bytes than there are', { bytes: '9'.repeat(19) }, ['FILE_TOO_LARGE', 'bytes']],
    ['another kind of file', { mimeType: 'image/svg+xml' }, ['UNSUPPORTED_MEDIA_TYPE', 'mimeType']],
    ['no type', { mimeType: '' }, ['UNSUPPORTED_MEDIA_TYPE', 'mimeType']],
    ['a short hash', { sha256: 'a'.repeat(63) }, ['VALIDATION_FAILED', 'sha256']],
    ['a hash that is none', { sha256: 'g'.repeat(64) }, ['VALIDATION_FAILED', 'sha256']],
    ['a key that is none', { idempotencyKey: 'again' }, ['VALIDATION_FAILED', 'idempotencyKey']],
    ['a long description', { altText: '🧦'.repeat(1_001) }, ['VALIDATION_FAILED', 'altText']],
    ['a description that no database keeps', { altText: 'a\0b' }, ['VALIDATION_FAILED', 'altText']],
  ])('refuses %s', async (_what, input, [code, field]) => {
    const { upload, userErrors } = await world.createUpload(ada, newFile(), input)
    expect(upload).toBeNull()
    expect(userErrors).toMatchObject([{ code, path: ['input', field] }])
  })

  test.each([
    ['the largest file', { bytes: String(limits.imageBytesMax) }],
    ['the smallest file', { bytes: '1' }],
    ['the longest description', { altText: '🧦'.repeat(1_000) }],
    ['no description', { altText: null }],
    ['an empty description', { altText: '' }],
    ['a type in capitals', { mimeType: 'IMAGE/PNG' }],
  ])('takes %s', async (_what, input) => {
    expect((await world.createUpload(ada, newFile(), input)).userErrors).toEqual([])
  })

  test('stops at twenty open uploads a person, however many are asked for at once', async () => {
    const answers = await Promise.all(Array.from({ length: 24 }, () => world.createUpload(ada, newFile())))
    const codes = answers.flatMap(({ userErrors }) => userErrors.map(({ code }: { code: string }) => code))

    expect(codes).toEqual(Array(4).fill('TOO_MANY_OPEN_UPLOADS'))
    expect((await world.createUpload(ben, newFile())).userErrors).toEqual([])
  })

  test('stops at two gigabytes in 24 hours a person, and goes on after that', async () => {
    const at = app.clock.now().toISOString()
    await app.db.execute(sql`
      with reserved as (
        insert into assets (id, owner_id, kind, state, sha256, rendition_secret, percent, created_at)
        select gen_random_uuid(), ${ada.id}, 'IMAGE', 'PROCESSING', n::text, '', 5, ${at}::timestamptz
        from generate_series(1, 102) n returning id
      )
      insert into uploads (id, asset_id, owner_id, bytes, mime_type, created_at, expires_at, finished_at)
      select gen_random_uuid(), id, ${ada.id}, ${limits.imageBytesMax}, 'image/png',
        ${at}::timestamptz, ${at}::timestamptz, ${at}::timestamptz
      from reserved`)
    const rest = limits.bytesPerDayMax - 102 * limits.imageBytesMax
    const { uploadLimits } = await app.ask('{ uploadLimits { remainingBytesToday } }', {}, ada)

    expect(uploadLimits.remainingBytesToday).toBe(String(rest))
    expect((await world.createUpload(ada, newFile(), { bytes: String(rest + 1) })).userErrors).toMatchObject([
      { code: 'DAILY_QUOTA_EXCEEDED', path: ['input', 'bytes'] },
    ])
    expect((await world.createUpload(ada, newFile(), { bytes: String(rest) })).userErrors).toEqual([])
    expect((await world.createUpload(ada, newFile())).userErrors).toMatchObject([{ code: 'DAILY_QUOTA_EXCEEDED' }])
    app.clock.advance(24 * HOUR_MS)
    expect((await world.createUpload(ada, newFile())).userErrors).toEqual([])
  })

  test('is for signed-in people', async () => {
    const { errors } = await app.answer('{ uploadLimits { maxOpenUploads } }')
    expect(errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED')
  })

  test('tells its limits', async () => {
    await world.createUpload(ada, newFile(100))
    const { uploadLimits } = await app.ask(
      `{ uploadLimits {
        maxImageBytes maxImagePixels acceptedMimeTypes remainingBytesToday maxOpenUploads openUploads
      } }`,
      {},
      ada,
    )
    expect(uploadLimits).toEqual({
      maxImageBytes: '20971520',
      maxImagePixels: '50000000',
      acceptedMimeTypes: ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'],
      remainingBytesToday: String(2 * 2 ** 30 - 100),
      maxOpenUploads: 20,
      openUploads: 1,
    })
  })
})

const hashOf = async (assetId: string) => {
  const [row] = await rowsOf<{ sha256: string }>(
    app.db,
    sql`select sha256 from assets where id = ${decodeId('Asset', assetId)}`,
  )
  return row!.sha256
}

describe('the cost', () => {
  test('of creating an upload is fixed', async () => {
    expect(await app.statementsOf(() => world.createUpload(ada, newFile()))).toBe(12)
  })

  test('of completing one is fixed', async () => {
    const file = newFile()
    const { upload } = await world.createUpload(ada, file)
    await sendFile(upload, file)
    expect(await app.statementsOf(() => world.completeUpload(ada, upload.id))).toBe(10)
  })
})
