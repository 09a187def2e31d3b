import type { ServerResponse } from 'node:http'
import { isOnlyIfAbsent, preconditionFailed } from './answer-put.ts'
import { completeParts as completeFolderParts } from './complete-parts.ts'
import { aboutOf, type ObjectRequest, type StoreParts } from './object-request.ts'
import { partsMax } from './objects.ts'
import { sendXml, verifyOwn } from './own-request.ts'
import { etagOfParts, noSuchUpload, type PartsOf } from './part-folder.ts'
import { shortBody } from './request-body.ts'
import { S3Error } from './s3-error.ts'
import { listOf, xmlElement } from './s3-xml.ts'

const PAGE_MAX = 1_000
/** 10,000 parts, with a checksum each. */
const COMPLETE_BYTES_MAX = 4 * 2 ** 20

/** `POST ?uploads`: begins a file that is sent in parts. */
export async function beginParts(asked: ObjectRequest, response: ServerResponse, store: StoreParts): Promise<void> {
  const { payload } = verifyOwn(asked, store)
  await shortBody(asked, payload, 0)
  const uploadId = await store.folder.parts.begin({ bucket: asked.bucket, ...aboutOf(asked) })
  sendXml(response, 'InitiateMultipartUploadResult', inside(asked) + xmlElement('UploadId', uploadId))
}

/** `GET ?uploadId`: what has come of it, in pages. */
export async function listParts(asked: ObjectRequest, response: ServerResponse, store: StoreParts): Promise<void> {
  verifyOwn(asked, store)
  const { uploadId } = await partsOf(asked, store)
  const after = whole(asked.query.get('part-number-marker'), 0)
  const max = Math.min(whole(asked.query.get('max-parts'), PAGE_MAX), PAGE_MAX)
  const found = await store.folder.parts.list(uploadId, after, max + 1)
  const page = found.slice(0, max)
  const parts = page.map(
    ({ number, bytes, etag }) =>
      `<Part>${xmlElement('PartNumber', number)}${xmlElement('ETag', etag)}${xmlElement('Size', bytes)}</Part>`,
  )
  const isTruncated = found.length > page.length
  sendXml(
    response,
    'ListPartsResult',
    inside(asked) +
      xmlElement('UploadId', uploadId) +
      xmlElement('PartNumberMarker', after) +
      xmlElement('MaxParts', max) +
      xmlElement('IsTruncated', isTruncated) +
      (isTruncated ? xmlElement('NextPartNumberMarker', page.at(-1)?.number ?? after) : '') +
      parts.join(''),
  )
}

/** `POST ?uploadId`: makes the object. */
export async function completeParts(asked: ObjectRequest, response: ServerResponse, store: StoreParts): Promise<void> {
  const { payload } = verifyOwn(asked, store)
  const onlyIfAbsent = isOnlyIfAbsent(asked.headers)
  const { uploadId, ...of } = await partsOf(asked, store)
  const parts = readParts((await shortBody(asked, payload, COMPLETE_BYTES_MAX)).toString())
  if (!(await completeFolderParts(store.folder, of, uploadId, parts, onlyIfAbsent))) throw preconditionFailed()
  sendXml(response, 'CompleteMultipartUploadResult', inside(asked) + xmlElement('ETag', etagOfParts(parts)))
}

/** `DELETE ?uploadId`. */
export async function abortParts(asked: ObjectRequest, response: ServerResponse, store: StoreParts): Promise<void> {
  verifyOwn(asked, store)
  await store.folder.parts.remove((await partsOf(asked, store)).uploadId)
  response.writeHead(204).end()
}

async function partsOf(
  { bucket, key, query }: ObjectRequest,
  { folder }: StoreParts,
): Promise<PartsOf & { readonly uploadId: string }> {
  const uploadId = query.get('uploadId') ?? ''
  const of = await folder.parts.find(bucket, key, uploadId)
  if (!of) throw noSuchUpload()
  return { ...of, uploadId }
}

function readParts(xml: string) {
  const parts = listOf(xml, 'Part', partsMax).map((part) => {
    const etag = part.get('ETag') ?? ''
    return { number: Number(part.get('PartNumber')), etag: etag.startsWith('"') ? etag : `"${etag}"` }
  })
  if (parts.some(({ number }, index) => !(number > (parts[index - 1]?.number ?? 0))))
    throw new S3Error('InvalidPartOrder', 'The list of parts was not in ascending order.')
  return parts
}

const inside = ({ bucket, key }: ObjectRequest) => xmlElement('Bucket', bucket) + xmlElement('Key', key)

export function whole(text: string | null, otherwise: number): number {
  if (text === null) return otherwise
  if (!/^\d{1,9}$/.test(text)) throw new S3Error('InvalidArgument', 'A number in the query is none.')
  return Number(text)
}
