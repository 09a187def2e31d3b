import { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  ListPartsCommand,
  type ListPartsCommandOutput,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  S3ServiceException,
  type StorageClass,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { Clock } from '../clock.ts'
import { requireObjectKey } from './object-key.ts'
import type { Bucket, ObjectParts, Objects, SizedStream, StoredPart } from './objects.ts'
import { type S3Place, s3ClientConfig } from './s3-place.ts'
import { exactly } from './sized-stream.ts'
import { signTusUrl } from './tus-address.ts'

export interface S3ObjectsOptions extends S3Place {
  /** Where anybody reads renditions: a CDN before the bucket. The bucket's own address if absent. */
  readonly cdnUrl?: string | undefined
  /** The origin at which a process of ours serves resumable uploads into this store. */
  readonly tusUrl: string
  /** Of what is put into the cold; the bucket's own if absent. It must be one that can be read at once. */
  readonly coldClass?: StorageClass | undefined
  readonly clock: Clock
}

/** As S3: of one request. */
const DELETED_AT_ONCE_MAX = 1_000

/** Any server that speaks S3's protocol. The buckets exist: `originals` and `cold` without public access, `renditions` for reading. */
export function s3Objects(options: S3ObjectsOptions): Objects {
  const { buckets, credentials, clock } = options
  const client = new S3Client(s3ClientConfig(options))
  const of = (bucket: Bucket, key: string) => ({ Bucket: buckets[bucket], Key: requireObjectKey(key) })
  // Its types know nothing of exactOptionalPropertyTypes.
  const sign = (command: object, expiresInS: number, signedHeaders: readonly string[] = []) =>
    getSignedUrl(client, command as never, {
      expiresIn: expiresInS,
      signingDate: clock.now(),
      signableHeaders: new Set(['host', ...signedHeaders]),
    })
  const keepingOf = (bucket: Bucket) => {
    if (bucket === 'renditions') return { CacheControl: 'public, max-age=31536000, immutable' }
    return bucket === 'cold' && options.coldClass ? { StorageClass: options.coldClass } : {}
  }
  async function put(input: PutObjectCommandInput, body: Buffer | SizedStream): Promise<void> {
    if (Buffer.isBuffer(body)) {
      await client.send(new PutObjectCommand({ ...input, Body: body, ContentLength: body.length }))
      return
    }
    // The client does not look at what goes wrong with the bytes: it would wait for the rest of them.
    const failing = new AbortController()
    const bytes = Readable.from(exactly(body)).on('error', (error) => failing.abort(error))
    const command = new PutObjectCommand({ ...input, Body: bytes, ContentLength: body.bytes })
    await client.send(command, { abortSignal: failing.signal })
  }
  const publicUrl = options.cdnUrl ?? publicUrlOf(options)

  return {
    async signPut(bucket, key, { contentType, bytes, expiresInS }) {
      const command = new PutObjectCommand({ ...of(bucket, key), ContentType: contentType, ContentLength: bytes })
      const url = await sign(command, expiresInS, ['content-type', 'content-length'])
      return { url, headers: { 'Content-Type': contentType } }
    },
    signGet: (bucket, key, expiresInS) =>
      sign(new GetObjectCommand({ ...of(bucket, key), ResponseContentDisposition: 'attachment' }), expiresInS),
    signTus: async (bucket, key, terms) =>
      signTusUrl(options.tusUrl, credentials, { bucket, key, ...terms }, clock.now()),
    async put(bucket, key, body, contentType) {
      await put({ ...of(bucket, key), ContentType: contentType, ...keepingOf(bucket) }, body)
    },
    putNew(bucket, key, body, contentType) {
      const input = { ...of(bucket, key), ContentType: contentType, ...keepingOf(bucket), IfNoneMatch: '*' }
      // 409: somebody else is about to store the same.
      return put(input, body).then(() => true, unless([409, 412], false))
    },
    async head(bucket, key) {
      const found = await client.send(new HeadObjectCommand(of(bucket, key))).catch(unless([404], null))
      return found && { bytes: found.ContentLength ?? 0, contentType: found.ContentType ?? '' }
    },
    async get(bucket, key, range) {
      const Range = range && `bytes=${range.first}-${range.last}`
      const { Body } = await client.send(new GetObjectCommand({ ...of(bucket, key), ...(Range ? { Range } : {}) }))
      if (!(Body instanceof Readable)) throw new Error(`The store gave no bytes for ${bucket}/${key}`)
      return Body
    },
    async *list(bucket, prefix) {
      let token: string | undefined
      do {
        const page: ListObjectsV2CommandOutput = await client.send(
          new ListObjectsV2Command({ Bucket: buckets[bucket], Prefix: prefix, ContinuationToken: token }),
        )
        for (const { Key = '', Size = 0, LastModified = new Date(0) } of page.Contents ?? [])
          yield { key: Key, bytes: Size, storedAt: LastModified }
        token = page.IsTruncated ? page.NextContinuationToken : undefined
      } while (token !== undefined)
    },
    async delete(bucket, keys) {
      for (let at = 0; at < keys.length; at += DELETED_AT_ONCE_MAX) {
        const objects = keys.slice(at, at + DELETED_AT_ONCE_MAX).map((key) => ({ Key: requireObjectKey(key) }))
        const command = new DeleteObjectsCommand({ Bucket: buckets[bucket], Delete: { Objects: objects, Quiet: true } })
        const { Errors = [] } = await client.send(command)
        if (Errors.length > 0) throw new Error(`The store deleted all but ${Errors.length}: ${Errors[0]?.Message}`)
      }
    },
    publicUrl: (key) => `${publicUrl}/${requireObjectKey(key)}`,
    parts: s3Parts(client, of, sign),
    async [Symbol.asyncDispose]() {
      client.destroy()
    },
  }
}

function s3Parts(
  client: S3Client,
  of: (bucket: Bucket, key: string) => { Bucket: string; Key: string },
  sign: (command: object, expiresInS: number, signedHeaders: readonly string[]) => Promise<string>,
): ObjectParts {
  return {
    async begin(bucket, key, contentType) {
      const command = new CreateMultipartUploadCommand({ ...of(bucket, key), ContentType: contentType })
      const { UploadId } = await client.send(command)
      if (!UploadId) throw new Error('The store began no upload')
      return UploadId
    },
    async sign(bucket, key, uploadId, { number, bytes, expiresInS }) {
      const part = { ...of(bucket, key), UploadId: uploadId, PartNumber: number, ContentLength: bytes }
      return { url: await sign(new UploadPartCommand(part), expiresInS, ['content-length']), headers: {} }
    },
    async list(bucket, key, uploadId) {
      const parts: StoredPart[] = []
      let after: string | undefined
      do {
        const command: ListPartsCommand = new ListPartsCommand({
          ...of(bucket, key),
          UploadId: uploadId,
          PartNumberMarker: after,
        })
        const page: ListPartsCommandOutput | null = await client.send(command).catch(unless([404], null))
        if (!page) return null
        for (const { PartNumber = 0, Size = 0, ETag = '' } of page.Parts ?? [])
          parts.push({ number: PartNumber, bytes: Size, etag: ETag })
        // Some stores also say where a next page would begin when there is none.
        after = page.IsTruncated ? page.NextPartNumberMarker : undefined
      } while (after !== undefined)
      return parts
    },
    async complete(bucket, key, uploadId, parts) {
      const command = new CompleteMultipartUploadCommand({
        ...of(bucket, key),
        UploadId: uploadId,
        MultipartUpload: { Parts: parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag })) },
      })
      const completed = client.send(command).then(() => true)
      return completed.catch(unless([404], false))
    },
    async abort(bucket, key, uploadId) {
      const command = new AbortMultipartUploadCommand({ ...of(bucket, key), UploadId: uploadId })
      await client.send(command).catch(unless([404], null))
    },
  }
}

/** For what the store answers with these statuses there is a value; all else stays thrown. */
const unless =
  <Value>(statuses: readonly number[], value: Value) =>
  (error: unknown): Value => {
    if (error instanceof S3ServiceException && statuses.includes(error.$metadata.httpStatusCode ?? 0)) return value
    throw error
  }

/** Where the bucket itself is read. */
function publicUrlOf({ endpoint, pathStyle, buckets }: S3Place): string {
  const url = new URL(endpoint)
  if (pathStyle) return `${url.origin}/${buckets.renditions}`
  return `${url.protocol}//${buckets.renditions}.${url.host}`
}
