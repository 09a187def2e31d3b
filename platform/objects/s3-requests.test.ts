import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import {
  DeleteObjectsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { createPresignedPost } from '@aws-sdk/s3-presigned-post'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../clock.ts'
import { createLog } from '../log.ts'
import { filesObjects } from './files-objects.ts'
import { objectFolder } from './object-folder.ts'
import { serveObjects } from './object-server.ts'

const credentials = { accessKey: 'varal', secretKey: 'a secret of these tests' }
const sdkCredentials = { accessKeyId: credentials.accessKey, secretAccessKey: credentials.secretKey }
let root: string
let objects: Awaited<ReturnType<typeof filesObjects>>
let sdk: S3Client

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'varal s3 requests '))
  objects = await filesObjects({
    dir: join(root, 'objects'),
    port: 0,
    ...credentials,
    clock: systemClock,
    log: createLog('silent'),
  })
  sdk = client({})
})
afterAll(async () => {
  sdk?.destroy()
  await objects?.[Symbol.asyncDispose]()
  await rm(root, { recursive: true, force: true })
})

const client = (more: object) =>
  new S3Client({
    endpoint: objects.url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: sdkCredentials,
    maxAttempts: 1,
    ...more,
  })
const stored = async (key: string) => text(await objects.get('originals', key))
const named = (code: string) => expect.objectContaining({ name: code })
let made = 0
const newKey = () => `requests/${made++}`

describe('what the SDK sends', () => {
  test('is taken with its checksums, in chunks too, and refused when they do not hold', async () => {
    const key = newKey()
    const put = (Body: string | Readable, more: object = {}) =>
      sdk.send(new PutObjectCommand({ Bucket: 'originals', Key: key, Body, ContentLength: 5, ...more }))
    await put('first')
    await put(Readable.from([Buffer.from('li'), Buffer.from('ght')]), { ChecksumAlgorithm: 'CRC32' })
    expect(await stored(key)).toBe('light')

    await expect(put('other', { ChecksumCRC32: 'AAAAAA==' })).rejects.toEqual(named('BadDigest'))
    await expect(put('other', { ContentMD5: createHash('md5').update('x').digest('base64') })).rejects.toEqual(
      named('BadDigest'),
    )
    await expect(put('other', { ChecksumCRC32C: 'AAAAAA==' })).rejects.toEqual(named('NotImplemented'))
    expect(await stored(key)).toBe('light')
  })

  test('is listed in pages, which go on where they ended', async () => {
    const prefix = `${newKey()}/`
    for (let n = 0; n < 5; n++) await objects.put('originals', `${prefix}${n}`, Buffer.from('x'), 'image/png')
    const pages: (string | undefined)[][] = []
    let token: string | undefined
    do {
      const page = await sdk.send(
        new ListObjectsV2Command({ Bucket: 'originals', Prefix: prefix, MaxKeys: 2, ContinuationToken: token }),
      )
      pages.push((page.Contents ?? []).map(({ Key }) => Key?.slice(prefix.length)))
      token = page.NextContinuationToken
    } while (token)
    expect(pages).toEqual([['0', '1'], ['2', '3'], ['4']])
  })

  test('are many deletions at once, each of which is told', async () => {
    const key = newKey()
    await objects.put('originals', key, Buffer.from('x'), 'image/png')
    const Objects = [{ Key: key }, { Key: newKey() }]
    const { Deleted } = await sdk.send(new DeleteObjectsCommand({ Bucket: 'originals', Delete: { Objects } }))
    expect(Deleted?.map(({ Key }) => Key)).toEqual(Objects.map(({ Key }) => Key))
    expect(await objects.head('originals', key)).toBeNull()
  })

  test('are parts in pages', async () => {
    const Key = newKey()
    const UploadId = await objects.parts.begin('originals', Key, 'image/png')
    const of = { Bucket: 'originals', Key, UploadId }
    for (const PartNumber of [3, 1, 2]) await sdk.send(new UploadPartCommand({ ...of, PartNumber, Body: 'x' }))
    const first = await sdk.send(new ListPartsCommand({ ...of, MaxParts: 2 }))
    const rest = await sdk.send(new ListPartsCommand({ ...of, PartNumberMarker: first.NextPartNumberMarker }))
    expect([first, rest].map(({ Parts }) => Parts?.map(({ PartNumber }) => PartNumber))).toEqual([[1, 2], [3]])
  })

  test.each([
    ['a wrong secret', { credentials: { ...sdkCredentials, secretAccessKey: 'wrong' } }, 'SignatureDoesNotMatch'],
    ['another key', { credentials: { ...sdkCredentials, accessKeyId: 'other' } }, 'InvalidAccessKeyId'],
    ['an hour ago', { systemClockOffset: -3_600_000 }, null],
  ])('is refused when it is signed with %s', async (_what, more, code) => {
    const stranger = client(more)
    const put = stranger.send(new PutObjectCommand({ Bucket: 'originals', Key: newKey(), Body: 'x' }))
    // The SDK sets its clock by the server's.
    if (code) await expect(put).rejects.toEqual(named(code))
    else await expect(put).rejects.toThrow()
    stranger.destroy()
  })
})

describe("a browser's form", () => {
  const form = async (conditions: object[], fields: Record<string, string>, file: string, more: object = {}) => {
    const key = newKey()
    const post = await createPresignedPost(sdk, {
      Bucket: 'originals',
      Key: key,
      Conditions: conditions as never,
      Fields: fields,
      Expires: 60,
      ...more,
    })
    const body = new FormData()
    for (const [name, value] of Object.entries(post.fields)) body.append(name, value)
    body.append('file', new Blob([file]), 'light.png')
    return { key, body, send: () => fetch(post.url, { method: 'POST', body }) }
  }
  const range = [['content-length-range', 1, 1_000_000]] as never[]

  test('sends a file on the terms of a signed policy', async () => {
    const large = 'light'.repeat(150_000)
    const { key, send } = await form(range, { 'Content-Type': 'image/png' }, large)
    const answer = await send()

    expect([answer.status, await answer.text()]).toEqual([204, ''])
    expect(await objects.head('originals', key)).toEqual({ bytes: 750_000, contentType: 'image/png' })
    expect(await stored(key)).toBe(large)
  })

  test.each([
    ['more bytes than allowed', { file: 'x'.repeat(1_000_001) }, 'EntityTooLarge'],
    ['no bytes', { file: '' }, 'EntityTooSmall'],
    ['another key', { set: { key: 'requests/other' } }, 'AccessDenied'],
    ['a field that no condition allows', { set: { 'x-amz-meta-a': 'b' } }, 'AccessDenied'],
    ['another policy', { set: { Policy: Buffer.from('{}').toString('base64') } }, 'SignatureDoesNotMatch'],
    ['another signature', { set: { 'X-Amz-Signature': 'a'.repeat(64) } }, 'SignatureDoesNotMatch'],
    ['a policy of the past', { more: { Expires: -1 } }, 'AccessDenied'],
  ] as [string, { file?: string; set?: Record<string, string>; more?: object }, string][])(
    'is refused with %s',
    async (_what, { file = 'light', set = {}, more = {} }, code) => {
      const { key, body, send } = await form(range, {}, file, more)
      const fields = [...body.entries()]
      for (const name of fields.map(([name]) => name)) body.delete(name)
      for (const [name, value] of [...Object.entries(set), ...fields]) {
        if (typeof value !== 'string') body.append(name, value)
        else if (!body.has(name)) body.append(name, value)
      }
      const answer = await send()
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(await answer.text()).toContain(`<Code>${code}</Code>`)
      expect(await objects.head('originals', key)).toBeNull()
    },
  )
})

describe('an attacker', () => {
  /** Bytes as they are; what came back, at the latest when the server closes the connection. */
  const raw = (lines: string, port = new URL(objects.url).port) =>
    new Promise<string>((resolve) => {
      let answer = ''
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(lines))
      socket.on('data', (data) => {
        answer += data
      })
      socket.on('close', () => resolve(answer))
      socket.on('error', () => {})
    })
  const get = (path: string, headers = '') =>
    raw(`GET ${path} HTTP/1.1\r\nHost: ${new URL(objects.url).host}\r\nConnection: close\r\n${headers}\r\n`)

  test('with headers without end is refused', async () => {
    expect(await get('/renditions/a', `X-Long: ${'x'.repeat(20_000)}\r\n`)).toMatch(/^HTTP\/1.1 431 /)
  })

  test('that drips its body is cut off, and leaves nothing behind', async () => {
    const folder = await objectFolder(join(root, 'slow'))
    const store = { folder, credentials, clock: systemClock }
    const place = { endpoint: objects.url, region: '', pathStyle: true, credentials, buckets: {} as never }
    const log = createLog('silent')
    const tus = { place, credentials, clock: systemClock }
    await using server = await serveObjects({ store, tus, host: '127.0.0.1', port: 0, log, idleMsMax: 200 })
    await using signer = await filesObjects({
      ...{ dir: join(root, 'slow'), port: server.port, serve: false, ...credentials, clock: systemClock, log },
    })
    const signed = await signer.signPut('originals', 'a', { contentType: 'image/png', bytes: 1_000, expiresInS: 60 })
    const { pathname, search, host } = new URL(signed.url)
    const answer = await raw(
      `PUT ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: image/png\r\nContent-Length: 1000\r\n\r\nx`,
      String(server.port),
    )
    expect(answer).not.toMatch(/^HTTP\/1.1 200/)
    expect(await signer.head('originals', 'a')).toBeNull()
    await vi.waitUntil(async () => (await readdir(join(root, 'slow', 'incoming'))).length === 0)
  })

  test('that asks for a thousand ranges gets the whole, once', async () => {
    await objects.put('renditions', 'ranges', Buffer.from('light'), 'image/webp')
    const ranges = Array.from({ length: 1_000 }, (_, n) => `${n}-${n}`).join()
    const answer = await fetch(objects.publicUrl('ranges'), { headers: { range: `bytes=${ranges}` } })
    expect([answer.status, await answer.text()]).toEqual([200, 'light'])
  })

  test.each([
    ['a body in chunks that it does not have', 'zz\r\nlight\r\n0\r\n\r\n', 'InvalidArgument'],
    ['a chunk without an end', 'ff\r\nlight', 'IncompleteBody'],
    [
      'more bytes in chunks than it declared',
      '6\r\nlights\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n',
      'EntityTooLarge',
    ],
    ['a wrong checksum after the chunks', '5\r\nlight\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n', 'BadDigest'],
    ['no checksum after the chunks', '5\r\nlight\r\n0\r\n\r\n', 'BadDigest'],
    ['a line without end', 'x'.repeat(2_000), 'InvalidArgument'],
    ['something after the last chunk', '5\r\nlight\r\n0\r\n\r\nGET /\r\n', 'InvalidArgument'],
  ])('with %s is refused', async (_what, body, code) => {
    const key = newKey()
    const signed = await chunkedRequest(key, body)
    expect(await (await signed).text()).toContain(`<Code>${code}</Code>`)
    expect(await objects.head('originals', key)).toBeNull()
  })

  test.each([
    '<!DOCTYPE x [<!ENTITY a "aaaa">]><Delete><Object><Key>&a;</Key></Object></Delete>',
    '<Delete></Delete>',
    '<Delete><Object><Key>../secret</Key></Object></Delete>',
    `<Delete>${'<Object><Key>a</Key></Object>'.repeat(1_001)}</Delete>`,
    'not XML',
  ])('whose list of deletions is %.40s is refused', async (xml) => {
    const signer = client({ requestChecksumCalculation: 'WHEN_REQUIRED' })
    signer.middlewareStack.add(
      (next) => async (args: any) => {
        args.request.body = xml
        args.request.headers['content-length'] = String(xml.length)
        for (const name of Object.keys(args.request.headers)) {
          if (name.startsWith('x-amz-checksum') || name === 'content-md5') delete args.request.headers[name]
        }
        return next(args)
      },
      { step: 'build', priority: 'low' },
    )
    const Delete = { Objects: [{ Key: 'a' }] }
    const deletion = signer.send(new DeleteObjectsCommand({ Bucket: 'originals', Delete }))
    await expect(deletion).rejects.toEqual(named('MalformedXML'))
    signer.destroy()
  })
})

/** A PUT of five bytes in aws-chunked encoding, rightly signed, with a body as it is given. */
async function chunkedRequest(key: string, body: string): Promise<Response> {
  const { presign } = await import('./sig-v4.ts')
  const host = new URL(objects.url).host
  const path = `/originals/${key}`
  const headers = {
    host,
    'content-type': 'image/png',
    'content-length': String(body.length),
    'x-amz-decoded-content-length': '5',
    'x-amz-trailer': 'x-amz-checksum-crc32',
  }
  const query = new URLSearchParams({ 'X-Amz-Content-Sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' })
  const terms = { region: 'us-east-1', expiresInS: 60, now: new Date() }
  const signed = presign({ method: 'PUT', path, query, headers }, credentials, terms)
  const { host: _host, 'content-length': _length, ...given } = headers
  return fetch(`${objects.url}${path}?${signed}`, { method: 'PUT', headers: given, body })
}
