import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Server } from '@tus/server'
import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import { headersOf, pathAndQueryOf } from './object-request.ts'
import { S3Error } from './s3-error.ts'
import { type S3Place, s3ClientConfig } from './s3-place.ts'
import type { S3Credentials } from './sig-v4.ts'
import { type TusUpload, tusUploadAt } from './tus-address.ts'

export interface TusOptions {
  /** The store into which uploads go. */
  readonly place: S3Place
  /** Who signs the addresses. */
  readonly credentials: S3Credentials
  readonly clock: Clock
  readonly log: Logger
}

const BUCKET = 'originals'
const METHODS: readonly (string | undefined)[] = ['HEAD', 'PATCH', 'POST']
/** Of metadata that clients send along, which nobody reads. */
const METADATA_CHARACTERS_MAX = 4_096

/**
 * Resumable uploads by the TUS protocol, at signed addresses. POST creates the upload, or finds it again; HEAD says how much
 * has come, PATCH sends on. When the last byte has come the object is there.
 */
export function tusEndpoint({ place, credentials, clock, log }: TusOptions) {
  /** Loaded by the first who needs it: most systems' clients do not. */
  let server: Promise<Server> | null = null
  const terms = new WeakMap<IncomingMessage, TusUpload>()

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!METHODS.includes(request.method)) throw new S3Error('MethodNotAllowed', 'This address takes uploads by TUS.')
    const headers = headersOf(request)
    const upload = tusUploadAt({ ...pathAndQueryOf(request), headers }, credentials, clock.now())
    if (upload.bucket !== BUCKET) throw new S3Error('AccessDenied', 'Access Denied')
    if ((headers['upload-metadata'] ?? '').length > METADATA_CHARACTERS_MAX)
      throw new S3Error('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed size.')
    if (request.method === 'POST' && headers['upload-length'] !== String(upload.bytes))
      throw new S3Error('InvalidArgument', 'The upload must be as long as was declared.')

    server ??= openServer(place, terms, log)
    const tus = await server
    if (request.method === 'POST' && (await isBegun(tus, upload.key))) {
      response.writeHead(201, { Location: request.url, 'Tus-Resumable': '1.0.0', 'Content-Length': 0 }).end()
      return
    }
    terms.set(request, upload)
    await tus.handle(request, response)
  }
}

async function openServer(place: S3Place, terms: WeakMap<IncomingMessage, TusUpload>, log: Logger): Promise<Server> {
  const [{ Server }, { S3Store }] = await Promise.all([import('@tus/server'), import('@tus/s3-store')])
  const datastore = new S3Store({
    s3ClientConfig: { ...s3ClientConfig(place), bucket: place.buckets[BUCKET] } as never,
    useTags: false,
    maxConcurrentPartUploads: 16,
    // What it would keep is as old as the process, and other processes change it.
    cache: { get: async () => undefined, set: async () => {}, delete: async () => {} } as never,
  })
  const termsOf = (request: { runtime?: { node?: { req: unknown } } }) => {
    const found = terms.get(request.runtime?.node?.req as IncomingMessage)
    if (!found) throw new Error('A TUS request was not verified')
    return found
  }
  return new Server({
    path: '/tus',
    datastore,
    locker: undefined as never,
    maxSize: (request) => termsOf(request as never).bytes,
    namingFunction: (request) => termsOf(request as never).key,
    getFileIdFromRequest: (request) => termsOf(request as never).key,
    generateUrl: (request) => {
      const { pathname, search } = new URL(request.url)
      return pathname + search
    },
    onUploadCreate: async (request) => ({ metadata: { contentType: termsOf(request as never).contentType } }),
    onResponseError(_request, error) {
      if ('status_code' in error) return undefined
      log.error({ err: error }, 'a TUS request failed')
      return { status_code: 500, body: 'We encountered an internal error. Please try again.\n' }
    },
  })
}

async function isBegun(tus: Server, key: string): Promise<boolean> {
  try {
    await tus.datastore.getUpload(key)
    return true
  } catch (error) {
    if ((error as { status_code?: number }).status_code === 404) return false
    throw error
  }
}
