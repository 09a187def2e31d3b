import { isBucket, isObjectKey, requireObjectKey } from './object-key.ts'
import type { Bucket, PutTerms } from './objects.ts'
import { S3Error } from './s3-error.ts'
import { presign, type S3Credentials, type SignableRequest, verifyPresigned } from './sig-v4.ts'

export const TUS_PATH = '/tus/'

/** A resumable upload of one object, on signed terms. */
export interface TusUpload {
  readonly bucket: Bucket
  readonly key: string
  readonly bytes: number
  readonly contentType: string
}

/** Not a method of HTTP: one signature is good for all that the protocol sends to the address. */
const METHOD = 'TUS'

/** Under an origin: where the object is sent, by whoever was told. Host, object, size and type are signed. */
export function signTusUrl(
  origin: string,
  credentials: S3Credentials,
  { bucket, key, bytes, contentType, expiresInS }: TusUpload & PutTerms,
  now: Date,
): string {
  const path = `${TUS_PATH}${bucket}/${requireObjectKey(key)}`
  const query = new URLSearchParams({ bytes: String(bytes), type: contentType })
  const request = { method: METHOD, path, query, headers: { host: new URL(origin).host } }
  return `${origin}${path}?${presign(request, credentials, { region: 'us-east-1', expiresInS, now })}`
}

/** What an address allows. @throws S3Error if it is not signed, or no longer. */
export function tusUploadAt(
  { path, query, headers }: Omit<SignableRequest, 'method'>,
  credentials: S3Credentials,
  now: Date,
): TusUpload {
  verifyPresigned({ method: METHOD, path, query, headers: { host: headers['host'] } }, credentials, now)
  const [, bucket = '', key = ''] = /^([^/]*)\/(.*)$/.exec(path.slice(TUS_PATH.length)) ?? []
  if (!isBucket(bucket) || !isObjectKey(key)) throw new S3Error('InvalidURI', 'This is not the address of an object.')
  return { bucket, key, bytes: Number(query.get('bytes')), contentType: query.get('type') ?? '' }
}
