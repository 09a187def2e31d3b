import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ObjectRequest, StoreParts } from './object-request.ts'
import { S3Error } from './s3-error.ts'
import { verifyPresigned } from './sig-v4.ts'

/** Stores an object for the holder of a signed address, which says how many bytes of which type. */
export async function answerPut(
  { request, bucket, key, path, query, headers }: ObjectRequest,
  response: ServerResponse,
  { folder, credentials, clock }: StoreParts,
): Promise<void> {
  const length = headers['content-length']
  if (length === undefined) throw new S3Error('MissingContentLength', 'You must provide the Content-Length header.')
  const signed = verifyPresigned({ method: 'PUT', path, query, headers }, credentials, clock.now())
  if (!signed.has('content-length') || !signed.has('content-type'))
    throw new S3Error('AccessDenied', 'Only uploads with a signed content-length and content-type are taken.')

  if (headers['expect']) response.writeContinue()
  const body = exactly(Number(length), request)
  const etag = await folder.write(bucket, key, headers['content-type'] ?? '', body)
  response.writeHead(200, { ETag: etag, 'Content-Length': 0 }).end()
}

/** Passes the bytes on as they come. @throws S3Error if there are more or fewer. */
async function* exactly(bytes: number, body: IncomingMessage): AsyncGenerator<Buffer> {
  let seen = 0
  // Not destroyed by a failing disk: the client is still to be told.
  const chunks: AsyncIterable<Buffer> = body.iterator({ destroyOnReturn: false })
  for await (const chunk of chunks) {
    seen += chunk.length
    if (seen > bytes) throw new S3Error('EntityTooLarge', 'The body is longer than its signed length.')
    yield chunk
  }
  if (seen < bytes) throw new S3Error('IncompleteBody', 'The body is shorter than its signed length.')
}
