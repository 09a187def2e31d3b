import type { ServerResponse } from 'node:http'
import { aboutOf, type ObjectRequest, type StoreParts } from './object-request.ts'
import { noSuchUpload } from './part-folder.ts'
import { requestBody } from './request-body.ts'
import { S3Error } from './s3-error.ts'
import { type Signed, verifySigned } from './sig-v4.ts'

/**
 * Stores an object, or a part of one: for who has the credentials, and for the holder of a signed address, which must
 * say how many bytes of which type.
 */
export async function answerPut(asked: ObjectRequest, response: ServerResponse, store: StoreParts): Promise<void> {
  const { bucket, headers } = asked
  const isPart = asked.query.has('uploadId')
  if (headers['content-length'] === undefined && headers['x-amz-decoded-content-length'] === undefined)
    throw new S3Error('MissingContentLength', 'You must provide the Content-Length header.')
  const signed = verifySigned(asked, store.credentials, store.clock.now())
  if (!headers['authorization']) requireTerms(signed, isPart)
  if (headers['x-amz-copy-source']) throw new S3Error('NotImplemented', 'Objects are not copied here.')
  const body = requestBody(asked, signed.payload)
  const onlyIfAbsent = isOnlyIfAbsent(headers)
  if (onlyIfAbsent) await refuseIfPresent(asked, store)

  if (headers['expect']) response.writeContinue()
  const etag = isPart
    ? await putPart(asked, body, store)
    : await store.folder.write(bucket, aboutOf(asked), body, { onlyIfAbsent })
  if (etag === null) throw preconditionFailed()
  response.writeHead(200, { ETag: etag, 'Content-Length': 0 }).end()
}

function requireTerms({ names }: Signed, isPart: boolean): void {
  if (!names.has('content-length') || !(isPart || names.has('content-type')))
    throw new S3Error('AccessDenied', 'Only uploads with a signed content-length and content-type are taken.')
}

async function putPart(
  { bucket, key, query }: ObjectRequest,
  body: AsyncIterable<Buffer>,
  { folder }: StoreParts,
): Promise<string> {
  const uploadId = query.get('uploadId') ?? ''
  if (!(await folder.parts.find(bucket, key, uploadId))) throw noSuchUpload()
  return folder.parts.write(uploadId, Number(query.get('partNumber')), body)
}

/** @throws S3Error for conditions other than `If-None-Match: *`, which must not be taken for kept. */
export function isOnlyIfAbsent(headers: ObjectRequest['headers']): boolean {
  const condition = headers['if-none-match']
  if (headers['if-match'] !== undefined || (condition !== undefined && condition !== '*'))
    throw new S3Error('NotImplemented', 'Of the conditions only If-None-Match: * is known here.')
  return condition === '*'
}

/** Before the bytes are sent; whether it still holds is seen when they have come. */
export async function refuseIfPresent({ bucket, key }: ObjectRequest, { folder }: StoreParts): Promise<void> {
  await using object = await folder.open(bucket, key)
  if (object) throw preconditionFailed()
}

export const preconditionFailed = () =>
  new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold')
