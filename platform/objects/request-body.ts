import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { decodeAwsChunked } from './aws-chunked.ts'
import type { ObjectRequest } from './object-request.ts'
import { S3Error } from './s3-error.ts'

/** As S3: of one request. */
const BYTES_MAX = 5 * 2 ** 30
const CHUNKED = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'

/**
 * The bytes of a request's body as they come, without their encoding. What was declared of them, length, hash and
 * checksums, holds once they have ended.
 * @param payload what the signature says of them
 * @throws S3Error before the first byte if they cannot be checked, at the end if they are not what was declared.
 */
export function requestBody({ request, headers }: ObjectRequest, payload: string): AsyncGenerator<Buffer> {
  const isChunked = payload === CHUNKED
  if (!isChunked && payload !== 'UNSIGNED-PAYLOAD' && !/^[0-9a-f]{64}$/.test(payload))
    throw new S3Error('NotImplemented', 'Bodies whose chunks are signed are not taken.')
  const length = isChunked ? headers['x-amz-decoded-content-length'] : headers['content-length']
  if (length === undefined || !/^\d{1,12}$/.test(length))
    throw new S3Error('MissingContentLength', 'You must provide the Content-Length header.')
  if (Number(length) > BYTES_MAX)
    throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed object size.')

  const digests = declaredDigests(headers, payload)
  const trailers = new Map<string, string>()
  // Not destroyed by a failing disk: the client is still to be told.
  const raw: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false })
  return checked(isChunked ? decodeAwsChunked(raw, trailers) : raw, Number(length), digests, trailers)
}

/** All of a short body. @throws S3Error if it is longer than `bytesMax`. */
export async function shortBody(asked: ObjectRequest, payload: string, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of requestBody(asked, payload)) {
    bytes += chunk.length
    if (bytes > bytesMax) throw new S3Error('EntityTooLarge', 'The body is too long for what it says.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

interface Digest {
  readonly name: string
  /** Null if it comes after the body. */
  readonly expected: string | null
  update(chunk: Buffer): void
  value(): string
}

async function* checked(
  body: AsyncIterable<Buffer>,
  bytes: number,
  digests: readonly Digest[],
  trailers: ReadonlyMap<string, string>,
): AsyncGenerator<Buffer> {
  let seen = 0
  for await (const chunk of body) {
    seen += chunk.length
    if (seen > bytes) throw new S3Error('EntityTooLarge', 'The body is longer than its declared length.')
    for (const digest of digests) digest.update(chunk)
    yield chunk
  }
  if (seen < bytes) throw new S3Error('IncompleteBody', 'The body is shorter than its declared length.')
  for (const { name, expected, value } of digests) {
    if (value() === (expected ?? trailers.get(name))) continue
    if (name === 'x-amz-content-sha256')
      throw new S3Error('XAmzContentSHA256Mismatch', 'The body is not the one that was signed.')
    throw new S3Error('BadDigest', `The body does not have the declared ${name}.`)
  }
}

function declaredDigests(headers: ObjectRequest['headers'], payload: string): Digest[] {
  const digests = Object.entries(headers)
    .filter(([name]) => name === 'content-md5' || isChecksum(name))
    .map(([name, expected = '']) => digestOf(name, expected))
  if (/^[0-9a-f]{64}$/.test(payload)) digests.push(hashed('x-amz-content-sha256', 'sha256', 'hex', payload))
  const trailer = headers['x-amz-trailer']?.toLowerCase()
  if (trailer !== undefined) digests.push(digestOf(trailer, null))
  return digests
}

const isChecksum = (name: string) =>
  /^x-amz-checksum-/.test(name) && name !== 'x-amz-checksum-algorithm' && name !== 'x-amz-checksum-type'

function digestOf(name: string, expected: string | null): Digest {
  if (name === 'content-md5') return hashed(name, 'md5', 'base64', expected)
  if (name === 'x-amz-checksum-sha256') return hashed(name, 'sha256', 'base64', expected)
  if (name === 'x-amz-checksum-sha1') return hashed(name, 'sha1', 'base64', expected)
  if (name === 'x-amz-checksum-crc32') return crc(name, expected)
  throw new S3Error('NotImplemented', `The checksum ${name} is not known here.`)
}

function hashed(name: string, algorithm: string, encoding: 'hex' | 'base64', expected: string | null): Digest {
  const hash = createHash(algorithm)
  return { name, expected, update: (chunk) => void hash.update(chunk), value: () => hash.digest(encoding) }
}

function crc(name: string, expected: string | null): Digest {
  let sum = 0
  return {
    name,
    expected,
    update(chunk) {
      sum = crc32(chunk, sum)
    },
    value() {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(sum)
      return bytes.toString('base64')
    },
  }
}
