import type { ServerResponse } from 'node:http'
import { readForm } from './form-data.ts'
import { isObjectKey } from './object-key.ts'
import type { ObjectRequest, StoreParts } from './object-request.ts'
import { checkPolicy, type PostTerms } from './post-policy.ts'
import { S3Error } from './s3-error.ts'
import { isSameText, signPolicy } from './sig-v4.ts'

/** `POST bucket`: a browser's form sends a file, on the terms of a policy that we signed. */
export async function answerForm(
  { request, bucket, headers }: ObjectRequest,
  response: ServerResponse,
  { folder, credentials, clock }: StoreParts,
): Promise<void> {
  const { accessKey, secretKey } = credentials
  const { fields, file } = await readForm(headers['content-type'], request.iterator({ destroyOnReturn: false }))
  const policy = fields.get('policy') ?? ''
  const credential = fields.get('x-amz-credential') ?? ''
  if (policy === '' || credential === '') throw new S3Error('AccessDenied', 'Access Denied')
  if (!credential.startsWith(`${accessKey}/`) || !/^[^/]+\/\d{8}\/[\w-]+\/s3\/aws4_request$/.test(credential))
    throw new S3Error('InvalidAccessKeyId', 'The access key does not exist in our records.')
  if (!isSameText(signPolicy(policy, credential, secretKey), fields.get('x-amz-signature') ?? ''))
    throw new S3Error('SignatureDoesNotMatch', 'The signature does not match this policy.')

  const terms = checkPolicy(policy, new Map([...fields, ['bucket', bucket]]), clock.now())
  const key = fields.get('key') ?? ''
  if (!isObjectKey(key)) throw new S3Error('InvalidURI', 'This is not the key of an object.')
  const etag = await folder.write(bucket, { key, contentType: fields.get('content-type') ?? '' }, within(terms, file))
  response.writeHead(204, { ETag: etag! }).end()
}

async function* within({ bytesMin, bytesMax }: PostTerms, file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const chunk of file) {
    bytes += chunk.length
    if (bytes > bytesMax)
      throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed object size.')
    yield chunk
  }
  if (bytes < bytesMin) throw new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed.')
}
