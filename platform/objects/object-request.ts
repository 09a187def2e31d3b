import type { IncomingMessage } from 'node:http'
import type { Clock } from '../clock.ts'
import type { About } from './object-file.ts'
import type { ObjectFolder } from './object-folder.ts'
import { isBucket, isObjectKey } from './object-key.ts'
import type { Bucket } from './objects.ts'
import { S3Error } from './s3-error.ts'
import type { S3Credentials } from './sig-v4.ts'

/** A request whose address has the form of an object's, or of a bucket. */
export interface ObjectRequest {
  readonly request: IncomingMessage
  readonly method: string
  readonly bucket: Bucket
  /** Empty for the bucket itself. */
  readonly key: string
  readonly path: string
  readonly query: URLSearchParams
  /** Those that came once: one that came twice is as if it were missing. */
  readonly headers: Readonly<Record<string, string | undefined>>
}

/** What answers are made of. */
export interface StoreParts {
  readonly folder: ObjectFolder
  readonly credentials: S3Credentials
  readonly clock: Clock
}

/** @throws S3Error if nothing of ours has this address. */
export function objectRequest(request: IncomingMessage): ObjectRequest {
  const { path, query } = pathAndQueryOf(request)
  const [, bucket = '', key = ''] = /^\/([^/]*)(?:\/(.*))?$/.exec(path) ?? []
  if (bucket === '') throw new S3Error('AccessDenied', 'Access Denied')
  if (!isBucket(bucket)) throw new S3Error('NoSuchBucket', 'The specified bucket does not exist.')
  if (key !== '' && !isObjectKey(key)) throw new S3Error('InvalidURI', 'This is not the address of an object.')
  return { request, method: request.method ?? '', bucket, key, path, query, headers: headersOf(request) }
}

/** As they were sent: nothing is decoded or resolved in the path. */
export function pathAndQueryOf(request: IncomingMessage): { path: string; query: URLSearchParams } {
  const address = request.url ?? ''
  const end = address.indexOf('?')
  return {
    path: end === -1 ? address : address.slice(0, end),
    query: new URLSearchParams(end === -1 ? '' : address.slice(end + 1)),
  }
}

export const headersOf = (request: IncomingMessage) =>
  Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values]) => [
      name,
      values?.length === 1 ? values[0] : undefined,
    ]),
  )

/** What is to be kept of an object that a request sends. */
export const aboutOf = ({ key, headers }: ObjectRequest): About => ({
  key,
  contentType: headers['content-type'] ?? '',
  metadata: Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(META))
      .map(([name, value = '']) => [name.slice(META.length), value]),
  ),
})

const META = 'x-amz-meta-'
