import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger } from '../log.ts'
import { answerGet } from './answer-get.ts'
import { answerPut } from './answer-put.ts'
import { objectRequest, type StoreParts } from './object-request.ts'
import { S3Error, s3ErrorXml } from './s3-error.ts'

export interface ObjectServer extends AsyncDisposable {
  /** The one that was given, or that the system chose for 0. */
  readonly port: number
}

export interface ObjectServerOptions extends StoreParts {
  readonly host: string
  readonly port: number
  readonly log: Logger
}

/** A phone on a bad network needs minutes for a picture; one that sends nothing for half a minute is gone. */
const REQUEST_MS_MAX = 10 * 60_000
const IDLE_MS_MAX = 30_000
const HEADERS_MS_MAX = 10_000
/** Of a body that was refused: read, so that the client gets to see why, but not for ever. */
const REFUSED_BYTES_MAX = 32 * 2 ** 20
/** For requests that are under way when the server is told to stop. */
const DRAIN_MS = 5_000

/** Serves a folder of objects by the part of S3's protocol that signed uploads and public downloads need. */
export async function serveObjects(options: ObjectServerOptions): Promise<ObjectServer> {
  const { host, port } = options
  const answer = (request: IncomingMessage, response: ServerResponse) => void handle(request, response, options)
  const server = createServer({ requestTimeout: REQUEST_MS_MAX, headersTimeout: HEADERS_MS_MAX }, answer)
  // Who asks before sending is told no before sending.
  server.on('checkContinue', answer)
  server.timeout = IDLE_MS_MAX
  server.listen(port, host)
  await once(server, 'listening')

  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      const draining = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
      await closed
      clearTimeout(draining)
    },
  }
}

async function handle(request: IncomingMessage, response: ServerResponse, options: ObjectServerOptions): Promise<void> {
  const requestId = randomUUID()
  for (const [name, value] of Object.entries(everywhere)) response.setHeader(name, value)
  response.setHeader('X-Amz-Request-Id', requestId)
  // A client that went away is nobody's error.
  response.on('error', () => {})
  try {
    await route(request, response, options)
  } catch (error) {
    if (response.destroyed || response.headersSent) {
      response.destroy()
      return
    }
    if (!(error instanceof S3Error)) options.log.error({ requestId, err: error }, 'an object request failed')
    refuse(request, response, toS3Error(error), requestId)
  }
}

async function route(request: IncomingMessage, response: ServerResponse, options: ObjectServerOptions): Promise<void> {
  if (request.method === 'OPTIONS') {
    response.writeHead(204, preflight).end()
    return
  }
  const asked = objectRequest(request)
  if (request.method === 'PUT') await answerPut(asked, response, options)
  else if (request.method === 'GET' || request.method === 'HEAD') await answerGet(asked, response, options)
  else throw new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.')
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

const methods = 'GET, HEAD, PUT, OPTIONS'

/** Bytes of strangers on an origin of their own: they are what their type says, run nothing, and are anybody's to show. */
const everywhere = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'ETag, Content-Length, Content-Range, Accept-Ranges, X-Amz-Request-Id',
  'Content-Security-Policy': 'sandbox',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'X-Content-Type-Options': 'nosniff',
}

const preflight = {
  'Access-Control-Allow-Methods': methods,
  'Access-Control-Allow-Headers': 'Content-Type, Range, If-None-Match, If-Range',
  'Access-Control-Max-Age': '3600',
}
