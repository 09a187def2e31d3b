import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { byteRange } from './byte-range.ts'
import type { OpenObject } from './object-file.ts'
import type { ObjectRequest, StoreParts } from './object-request.ts'
import { S3Error } from './s3-error.ts'
import { verifySigned } from './sig-v4.ts'

/** Sends a rendition to anybody, an original only to us and to the holder of a signed address. */
export async function answerGet(
  asked: ObjectRequest,
  response: ServerResponse,
  { folder, credentials, clock }: StoreParts,
): Promise<void> {
  const { bucket, key, headers } = asked
  const method = asked.method === 'HEAD' ? 'HEAD' : 'GET'
  const isPublic = bucket === 'renditions'
  // Before looking: who may not read is not told what there is.
  if (!isPublic) verifySigned(asked, credentials, clock.now())

  await using object = await folder.open(bucket, key)
  if (!object) throw new S3Error('NoSuchKey', 'The specified key does not exist.')
  response.setHeader('ETag', object.etag)
  response.setHeader('Cache-Control', isPublic ? 'public, max-age=31536000, immutable' : 'private, no-store')
  response.setHeader('Accept-Ranges', 'bytes')
  for (const [name, value] of Object.entries(object.metadata)) response.setHeader(`x-amz-meta-${name}`, value)
  response.setHeader('Last-Modified', object.storedAt.toUTCString())
  if (!isPublic) response.setHeader('Content-Disposition', 'attachment')
  if (isUnchanged(headers['if-none-match'], object.etag)) {
    response.writeHead(304).end()
    return
  }
  await send(object, method, headers, response)
}

async function send(
  object: OpenObject,
  method: 'GET' | 'HEAD',
  headers: ObjectRequest['headers'],
  response: ServerResponse,
): Promise<void> {
  const { bytes, etag, contentType } = object
  const wantsRange = method === 'GET' && [undefined, etag].includes(headers['if-range'])
  const range = wantsRange ? rangeOrRefusal(headers['range'], bytes, response) : null
  response.writeHead(range ? 206 : 200, {
    'Content-Type': contentType,
    'Content-Length': range ? range.last - range.first + 1 : bytes,
    ...(range ? { 'Content-Range': `bytes ${range.first}-${range.last}/${bytes}` } : {}),
  })
  if (method === 'HEAD') response.end()
  else await pipeline(object.read(range), response)
}

function rangeOrRefusal(header: string | undefined, bytes: number, response: ServerResponse) {
  try {
    return byteRange(header, bytes)
  } catch (error) {
    response.setHeader('Content-Range', `bytes */${bytes}`)
    throw error
  }
}

/** `*`, or a list in which our validator stands, weakly compared (RFC 9110, 13.1.2). */
const isUnchanged = (header: string | undefined, etag: string) =>
  header !== undefined &&
  (header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag))
