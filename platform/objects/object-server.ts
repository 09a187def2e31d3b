import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger } from '../log.ts'
import { deleteObject, deleteObjects, listObjects } from './answer-bucket.ts'
import { answerForm } from './answer-form.ts'
import { answerGet } from './answer-get.ts'
import { abortParts, beginParts, completeParts, listParts } from './answer-parts.ts'
import { answerPut } from './answer-put.ts'
import { type ObjectRequest, objectRequest, type StoreParts } from './object-request.ts'
import { S3Error, s3ErrorXml } from './s3-error.ts'
import type { S3Place } from './s3-place.ts'
import { TUS_PATH } from './tus-address.ts'
import { type TusOptions, tusEndpoint } from './tus-endpoint.ts'

export interface ObjectServer extends AsyncDisposable {
  /** The one that was given, or that the system chose for 0. */
  readonly port: number
}

export interface ObjectServerOptions {
  /** Null: the objects are elsewhere, and only resumable uploads are served. */
  readonly store: StoreParts | null
  readonly tus: Omit<TusOptions, 'place' | 'log'> & { readonly place: S3Place | ((port: number) => S3Place) }
  readonly host: string
  readonly port: number
  readonly log: Logger
  /** How long a connection may be silent; 30 s if absent. */
  readonly idleMsMax?: number
}

/** A phone on a bad network needs minutes for a picture; one that sends nothing for half a minute is gone. */
const REQUEST_MS_MAX = 10 * 60_000
const IDLE_MS_MAX = 30_000
const CONNECTIONS_MAX = 2_000
/** Counted while the process itself has too much to do, too. */
const HEADERS_MS_MAX = 30_000
/** Of a body that was refused: read, so that the client gets to see why, but not for ever. */
const REFUSED_BYTES_MAX = 32 * 2 ** 20
/** For requests that are under way when the server is told to stop. */
const DRAIN_MS = 5_000

/** Serves a folder of objects by the part of S3's protocol that the SDK and signed addresses need, and uploads by TUS. */
export async function serveObjects(options: ObjectServerOptions): Promise<ObjectServer> {
  const { host, port, log, store } = options
  let tus: Answer = () => Promise.reject(new Error('The server is not listening yet'))
  const route = (request: IncomingMessage, response: ServerResponse) => {
    // By which clients whose clocks differ find out.
    response.setHeader('Date', options.tus.clock.now().toUTCString())
    return routed(request, response, store, tus)
  }
  const answer = (request: IncomingMessage, response: ServerResponse) => void handle(request, response, route, log)
  const server = createServer({ requestTimeout: REQUEST_MS_MAX, headersTimeout: HEADERS_MS_MAX }, answer)
  // Who asks before sending is told no before sending.
  server.on('checkContinue', answer)
  server.timeout = options.idleMsMax ?? IDLE_MS_MAX
  server.maxConnections = CONNECTIONS_MAX
  server.listen(port, host)
  await once(server, 'listening')
  const listensAt = (server.address() as AddressInfo).port
  const { place, ...rest } = options.tus
  tus = tusEndpoint({ ...rest, log, place: typeof place === 'function' ? place(listensAt) : place })

  return {
    port: listensAt,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      const draining = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
      await closed
      clearTimeout(draining)
    },
  }
}

/** By which this machine reaches what listens at an address. */
export const nameOf = (host: string) => {
  if (['0.0.0.0', '::'].includes(host)) return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>

async function handle(request: IncomingMessage, response: ServerResponse, answer: Answer, log: Logger): Promise<void> {
  const requestId = randomUUID()
  for (const [name, value] of Object.entries(everywhere)) response.setHeader(name, value)
  response.setHeader('X-Amz-Request-Id', requestId)
  // A client that went away is nobody's error.
  response.on('error', () => {})
  try {
    await answer(request, response)
  } catch (error) {
    if (response.destroyed || response.headersSent) {
      response.destroy()
      return
    }
    if (!(error instanceof S3Error)) log.error({ requestId, err: error }, 'an object request failed')
    refuse(request, response, toS3Error(error), requestId)
  }
}

async function routed(
  request: IncomingMessage,
  response: ServerResponse,
  store: StoreParts | null,
  tus: Answer,
): Promise<void> {
  if (request.method === 'OPTIONS') {
    response.writeHead(204, preflight).end()
    return
  }
  if (request.url?.startsWith(TUS_PATH)) return tus(request, response)
  const asked = objectRequest(request)
  if (!store) throw new S3Error('NoSuchBucket', 'The objects are elsewhere.')
  await operationOf(asked)(asked, response, store)
}

type Operation = (asked: ObjectRequest, response: ServerResponse, store: StoreParts) => Promise<void>

/** Which of S3's operations it is: its method, and what its query names. */
function operationOf({ method, key, query }: ObjectRequest): Operation {
  if (key === '') {
    if (method === 'GET') return listObjects
    if (method === 'POST' && query.has('delete')) return deleteObjects
    if (method === 'POST') return answerForm
  } else if (query.has('uploadId')) {
    if (method === 'GET') return listParts
    if (method === 'PUT') return answerPut
    if (method === 'POST') return completeParts
    if (method === 'DELETE') return abortParts
  } else {
    if (method === 'GET' || method === 'HEAD') return answerGet
    if (method === 'PUT') return answerPut
    if (method === 'POST' && query.has('uploads')) return beginParts
    if (method === 'DELETE') return deleteObject
  }
  throw new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.')
}

const toS3Error = (error: unknown) =>
  error instanceof S3Error ? error : new S3Error('InternalError', 'We encountered an internal error. Please try again.')

function refuse(request: IncomingMessage, response: ServerResponse, error: S3Error, requestId: string): void {
  const path = (request.url ?? '').split('?', 1)[0] ?? ''
  const body = s3ErrorXml(error, path, requestId)
  response.writeHead(error.status, {
    'Content-Type': 'application/xml',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    ...(error.code === 'MethodNotAllowed' ? { Allow: methods } : {}),
    // Its sender asked first, and will not send the body: what comes next is not to be taken for it.
    ...(request.headers.expect ? { Connection: 'close' } : {}),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
  discardBody(request)
}

function discardBody(request: IncomingMessage): void {
  let bytes = 0
  request.on('error', () => {})
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > REFUSED_BYTES_MAX) request.destroy()
  })
}

const methods = 'GET, HEAD, PUT, POST, DELETE, OPTIONS'

/** Bytes of strangers on an origin of their own: they are what their type says, run nothing, and are anybody's to show. */
const everywhere = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers':
    'ETag, Content-Length, Content-Range, Accept-Ranges, X-Amz-Request-Id, Location, Tus-Resumable, Upload-Offset, Upload-Length',
  'Content-Security-Policy': 'sandbox',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'X-Content-Type-Options': 'nosniff',
}

const preflight = {
  'Access-Control-Allow-Methods': 'GET, HEAD, PUT, POST, PATCH',
  'Access-Control-Allow-Headers':
    'Content-Type, Range, If-None-Match, If-Range, Tus-Resumable, Upload-Length, Upload-Offset, Upload-Metadata',
  'Access-Control-Max-Age': '3600',
}
