import type { ServerResponse } from 'node:http'
import { whole } from './answer-parts.ts'
import { isObjectKey } from './object-key.ts'
import type { ObjectRequest, StoreParts } from './object-request.ts'
import { sendXml, verifyOwn } from './own-request.ts'
import { shortBody } from './request-body.ts'
import { S3Error } from './s3-error.ts'
import { listOf, xmlElement } from './s3-xml.ts'

const PAGE_MAX = 1_000
/** 1,000 keys of the longest kind. */
const DELETE_BYTES_MAX = 2 ** 20

/** `GET bucket?list-type=2`: keys in their order, in pages. */
export async function listObjects(asked: ObjectRequest, response: ServerResponse, store: StoreParts): Promise<void> {
  verifyOwn(asked, store)
  const { bucket, query } = asked
  if (query.get('list-type') !== '2' || query.get('delimiter'))
    throw new S3Error('NotImplemented', 'Only ListObjectsV2 without a delimiter is known here.')
  const prefix = query.get('prefix') ?? ''
  // The last key of the page before is all that there is to know.
  const after = query.get('continuation-token') ?? query.get('start-after') ?? ''
  const max = Math.min(whole(query.get('max-keys'), PAGE_MAX), PAGE_MAX)
  const found = await store.folder.list(bucket, prefix, after, max + 1)
  const page = found.slice(0, max)
  const isTruncated = found.length > page.length
  const contents = page.map(
    ({ key, bytes, etag, storedAt }) =>
      `<Contents>${xmlElement('Key', key)}${xmlElement('LastModified', storedAt.toISOString())}` +
      `${xmlElement('ETag', etag)}${xmlElement('Size', bytes)}<StorageClass>STANDARD</StorageClass></Contents>`,
  )
  sendXml(
    response,
    'ListBucketResult',
    xmlElement('Name', bucket) +
      xmlElement('Prefix', prefix) +
      xmlElement('KeyCount', page.length) +
      xmlElement('MaxKeys', max) +
      xmlElement('IsTruncated', isTruncated) +
      (isTruncated ? xmlElement('NextContinuationToken', page.at(-1)!.key) : '') +
      contents.join(''),
  )
}

/** `POST bucket?delete`: up to 1,000 objects. Those that do not exist are deleted too. */
export async function deleteObjects(asked: ObjectRequest, response: ServerResponse, store: StoreParts): Promise<void> {
  const { payload } = verifyOwn(asked, store)
  const xml = (await shortBody(asked, payload, DELETE_BYTES_MAX)).toString()
  const keys = listOf(xml, 'Object', PAGE_MAX).map((object) => object.get('Key') ?? '')
  if (!keys.every(isObjectKey)) throw new S3Error('MalformedXML', 'A key in the list is none.')
  for (const key of keys) await store.folder.delete(asked.bucket, key)
  const isQuiet = /<Quiet>true<\/Quiet>/.test(xml)
  const deleted = isQuiet ? [] : keys.map((key) => `<Deleted>${xmlElement('Key', key)}</Deleted>`)
  sendXml(response, 'DeleteResult', deleted.join(''))
}

/** `DELETE`: one object. */
export async function deleteObject(asked: ObjectRequest, response: ServerResponse, store: StoreParts): Promise<void> {
  verifyOwn(asked, store)
  await store.folder.delete(asked.bucket, asked.key)
  response.writeHead(204).end()
}
