import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import { byteRange } from './byte-range.ts'
import { completeParts } from './complete-parts.ts'
import { type ObjectFolder, objectFolder } from './object-folder.ts'
import { requireObjectKey } from './object-key.ts'
import { nameOf, serveObjects } from './object-server.ts'
import { type Bucket, type ListedObject, type Objects, partsMax, type SizedStream } from './objects.ts'
import { S3Error } from './s3-error.ts'
import type { S3Place } from './s3-place.ts'
import { presign, type S3Credentials } from './sig-v4.ts'
import { exactly } from './sized-stream.ts'
import { signTusUrl } from './tus-address.ts'

export interface FilesObjectsOptions extends S3Credentials {
  /** Where the objects are kept. Created if it is missing. */
  readonly dir: string
  /** 0: any that is free. */
  readonly port: number
  /** The address to listen at; 127.0.0.1 if absent. */
  readonly host?: string
  /**
   * The origin by which clients reach the server, if it is not the one that it listens at. A proxy between them must
   * hand `Host` on: it is signed.
   */
  readonly publicBaseUrl?: string
  /** Where anybody reads renditions, if it is not this server: a CDN before it. */
  readonly cdnUrl?: string | undefined
  /** false: another process serves the folder; this one reads and writes it, and signs for it. */
  readonly serve?: boolean
  readonly clock: Clock
  readonly log: Logger
}

/** Any will do, but signer and verifier must mean the same. */
const REGION = 'us-east-1'

/** The object store for one machine: a folder, served at an origin of its own by S3's protocol. */
export async function filesObjects(options: FilesObjectsOptions): Promise<Objects & { readonly url: string }> {
  const { dir, port, host = '127.0.0.1', serve = true, clock, log } = options
  const credentials: S3Credentials = { accessKey: options.accessKey, secretKey: options.secretKey }
  if (!serve && port === 0 && options.publicBaseUrl === undefined)
    throw new Error('Objects that another process serves need its port or publicBaseUrl')
  const givenUrl = options.publicBaseUrl === undefined ? null : originOf(options.publicBaseUrl)

  const folder = await objectFolder(dir)
  const server = serve
    ? await serveObjects({
        store: { folder, credentials, clock },
        // Resumable uploads come back to the folder the way that they go to any S3.
        tus: { credentials, clock, place: (listensAt) => placeAt(`http://${nameOf(host)}:${listensAt}`, credentials) },
        host,
        port,
        log,
      })
    : null
  const tidying = serve ? await tidyNowAndThen(folder, clock, log) : null
  const url = givenUrl ?? `http://${nameOf(host)}:${server?.port ?? port}`
  const renditionsUrl = options.cdnUrl ?? `${url}/renditions`

  function sign(method: string, path: string, headers: Record<string, string>, expiresInS: number, query = {}): string {
    const request = {
      method,
      path,
      query: new URLSearchParams(query),
      headers: { host: new URL(url).host, ...headers },
    }
    return `${url}${path}?${presign(request, credentials, { region: REGION, expiresInS, now: clock.now() })}`
  }
  const pathOf = (bucket: Bucket, key: string) => `/${bucket}/${requireObjectKey(key)}`

  return {
    url,
    async signPut(bucket, key, { contentType, bytes, expiresInS }) {
      const headers = { 'content-type': contentType, 'content-length': String(bytes) }
      const address = sign('PUT', pathOf(bucket, key), headers, expiresInS)
      // The length is signed too, but a client sets that header by sending the bytes; browsers forbid setting it by hand.
      return { url: address, headers: { 'Content-Type': contentType } }
    },
    signGet: async (bucket, key, expiresInS) => sign('GET', pathOf(bucket, key), {}, expiresInS),
    signTus: async (bucket, key, terms) => signTusUrl(url, credentials, { bucket, key, ...terms }, clock.now()),
    async put(bucket, key, body, contentType) {
      await folder.write(bucket, { key, contentType }, chunksOf(body))
    },
    async putNew(bucket, key, body, contentType) {
      return (await folder.write(bucket, { key, contentType }, chunksOf(body), { onlyIfAbsent: true })) !== null
    },
    async head(bucket, key) {
      await using object = await folder.open(bucket, key)
      return object && { bytes: object.bytes, contentType: object.contentType }
    },
    async get(bucket, key, range) {
      const object = await folder.open(bucket, key)
      if (!object) throw new Error(`There is no object ${bucket}/${key}`)
      try {
        return object.read(range && byteRange(`bytes=${range.first}-${range.last}`, object.bytes))
      } catch (error) {
        await object[Symbol.asyncDispose]()
        throw error
      }
    },
    async *list(bucket, prefix) {
      for (let after: string | undefined = ''; after !== undefined; ) {
        const page: readonly ListedObject[] = await folder.list(bucket, prefix, after, LISTED_AT_ONCE)
        yield* page
        after = page.length < LISTED_AT_ONCE ? undefined : page.at(-1)?.key
      }
    },
    async delete(bucket, keys) {
      for (const key of keys) await folder.delete(bucket, key)
    },
    publicUrl: (key) => `${renditionsUrl}/${requireObjectKey(key)}`,
    parts: {
      begin: (bucket, key, contentType) => folder.parts.begin({ bucket, key: requireObjectKey(key), contentType }),
      async sign(bucket, key, uploadId, { number, bytes, expiresInS }) {
        const query = { partNumber: String(number), uploadId }
        const headers = { 'content-length': String(bytes) }
        return { url: sign('PUT', pathOf(bucket, key), headers, expiresInS, query), headers: {} }
      },
      async list(bucket, key, uploadId) {
        const of = await folder.parts.find(bucket, key, uploadId)
        return of && folder.parts.list(uploadId, 0, partsMax).catch(unlessEnded(null))
      },
      async complete(bucket, key, uploadId, parts) {
        const of = await folder.parts.find(bucket, key, uploadId)
        if (!of) return false
        return completeParts(folder, of, uploadId, parts).then(() => true, unlessEnded(false))
      },
      async abort(bucket, key, uploadId) {
        if (await folder.parts.find(bucket, key, uploadId)) await folder.parts.remove(uploadId)
      },
    },
    async [Symbol.asyncDispose]() {
      clearInterval(tidying ?? undefined)
      await server?.[Symbol.asyncDispose]()
    },
  }
}

const LISTED_AT_ONCE = 1_000
const TIDIED_EVERY_MS = 60 * 60_000

async function tidyNowAndThen(folder: ObjectFolder, clock: Clock, log: Logger): Promise<NodeJS.Timeout> {
  await folder.removeLeftovers(clock.now())
  const tidy = () =>
    folder
      .removeLeftovers(clock.now())
      .catch((err: unknown) => log.warn({ err }, 'the folder of objects was not tidied up'))
  return setInterval(tidy, TIDIED_EVERY_MS).unref()
}

const placeAt = (endpoint: string, credentials: S3Credentials): S3Place => ({
  endpoint,
  region: REGION,
  pathStyle: true,
  credentials,
  buckets: { originals: 'originals', renditions: 'renditions', cold: 'cold' },
})

/** The upload was completed or aborted by somebody else meanwhile. */
const unlessEnded =
  <Value>(value: Value) =>
  (error: unknown): Value => {
    if (error instanceof S3Error && error.code === 'NoSuchUpload') return value
    throw error
  }

const chunksOf = (body: Buffer | SizedStream) => (Buffer.isBuffer(body) ? once(body) : exactly(body))

async function* once(body: Buffer): AsyncGenerator<Buffer> {
  yield body
}

/** @throws if the address has a path: signatures cover paths, which a proxy that serves several things would change. */
function originOf(address: string): string {
  const { origin, pathname, search, hash, protocol } = new URL(address)
  if (pathname !== '/' || search || hash || !['http:', 'https:'].includes(protocol))
    throw new Error(
      `The public address of the objects must be an origin, such as https://objects.example.org: ${address}`,
    )
  return origin
}
