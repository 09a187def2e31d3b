import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import { objectFolder } from './object-folder.ts'
import { requireObjectKey } from './object-key.ts'
import { serveObjects } from './object-server.ts'
import type { Objects } from './objects.ts'
import { presign, type S3Credentials } from './sig-v4.ts'

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
  if (serve) await folder.removeLeftovers(clock.now())
  const server = serve ? await serveObjects({ folder, credentials, host, port, clock, log }) : null
  const url = givenUrl ?? `http://${nameOf(host)}:${server?.port ?? port}`

  return {
    url,
    async signPut(bucket, key, { contentType, bytes, expiresInS }) {
      const path = `/${bucket}/${requireObjectKey(key)}`
      const headers = { host: new URL(url).host, 'content-type': contentType, 'content-length': String(bytes) }
      const request = { method: 'PUT', path, query: new URLSearchParams(), headers }
      const query = presign(request, credentials, { region: REGION, expiresInS, now: clock.now() })
      // The length is signed too, but a client sets that header by sending the bytes; browsers forbid setting it by hand.
      return { url: `${url}${path}?${query}`, headers: { 'Content-Type': contentType } }
    },
    async put(bucket, key, body, contentType) {
      await folder.write(bucket, key, contentType, once(body))
    },
    async head(bucket, key) {
      await using object = await folder.open(bucket, key)
      return object && { bytes: object.bytes, contentType: object.contentType }
    },
    async get(bucket, key) {
      const object = await folder.open(bucket, key)
      if (!object) throw new Error(`There is no object ${bucket}/${key}`)
      return object.read()
    },
    async delete(bucket, keys) {
      for (const key of keys) await folder.delete(bucket, key)
    },
    publicUrl: (key) => `${url}/renditions/${requireObjectKey(key)}`,
    async [Symbol.asyncDispose]() {
      await server?.[Symbol.asyncDispose]()
    },
  }
}

/** By which this machine reaches what listens at an address. */
const nameOf = (host: string) => {
  if (['0.0.0.0', '::'].includes(host)) return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

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
