import type { Readable } from 'node:stream'
import type { ByteRange } from './byte-range.ts'

/** Originals are never public, nor is the cold, where those go that nobody looks at; renditions are immutable and under unguessable keys. */
export type Bucket = 'originals' | 'renditions' | 'cold'

export interface StoredObject {
  readonly bytes: number
  readonly contentType: string
}

export interface SignedPut {
  readonly url: string
  /** To be sent exactly as they are. */
  readonly headers: Readonly<Record<string, string>>
}

/** What a signed address allows: so many bytes of this type, until then. */
export interface PutTerms {
  readonly contentType: string
  readonly bytes: number
  /** At most a week. */
  readonly expiresInS: number
}

/** Bytes that are too many to be held: read once. */
export interface SizedStream {
  readonly stream: Readable
  readonly bytes: number
}

export interface ListedObject {
  readonly key: string
  readonly bytes: number
  readonly storedAt: Date
}

/** A part of a file that is sent in parts, numbered from 1 to 10,000. */
export interface StoredPart {
  readonly number: number
  readonly bytes: number
  /** With its quotes. */
  readonly etag: string
}

/** All parts but the last have at least this many bytes. */
export const partBytesMin = 5 * 2 ** 20
export const partsMax = 10_000

/** The object store: S3, or files that speak S3's protocol as far as it is needed. Keys match [a-z0-9/_.-]+. */
export interface Objects extends AsyncDisposable {
  /** Allows one PUT of exactly this many bytes of this type, without further credentials. */
  signPut(bucket: Bucket, key: string, terms: PutTerms): Promise<SignedPut>
  /** Allows reading an object, without further credentials: as a download, never to be shown in place. */
  signGet(bucket: Bucket, key: string, expiresInS: number): Promise<string>
  /** The address of a resumable upload by the TUS protocol, to be created with POST, then found again by HEAD. */
  signTus(bucket: Bucket, key: string, terms: PutTerms): Promise<string>
  /** All or nothing. What was there before is replaced. */
  put(bucket: Bucket, key: string, body: Buffer | SizedStream, contentType: string): Promise<void>
  /** As `put`, but what was there before stays. Whether it was stored: of several at once, one is. */
  putNew(bucket: Bucket, key: string, body: Buffer | SizedStream, contentType: string): Promise<boolean>
  head(bucket: Bucket, key: string): Promise<StoredObject | null>
  /** Throws if there is no such object, or it has no such bytes. */
  get(bucket: Bucket, key: string, range?: ByteRange): Promise<Readable>
  /** In the order of their keys, read as they are taken. */
  list(bucket: Bucket, prefix: string): AsyncIterable<ListedObject>
  /** Those that do not exist are no error. */
  delete(bucket: Bucket, keys: readonly string[]): Promise<void>
  /** Where anybody may read a rendition. */
  publicUrl(key: string): string
  readonly parts: ObjectParts
}

/** Files that are sent in parts. Until all of it is complete there is no object; what is left open is removed after two days. */
export interface ObjectParts {
  /** The id of the upload. */
  begin(bucket: Bucket, key: string, contentType: string): Promise<string>
  /** Allows one PUT of exactly this many bytes. Sent again, the part is replaced. */
  sign(
    bucket: Bucket,
    key: string,
    uploadId: string,
    part: { readonly number: number; readonly bytes: number; readonly expiresInS: number },
  ): Promise<SignedPut>
  /** What has come, by number; null if there is no such upload (any more). */
  list(bucket: Bucket, key: string, uploadId: string): Promise<readonly StoredPart[] | null>
  /** Makes the object of these parts. False if there is no such upload (any more). Throws if there are no such parts. */
  complete(bucket: Bucket, key: string, uploadId: string, parts: readonly StoredPart[]): Promise<boolean>
  /** That there is none is no error. */
  abort(bucket: Bucket, key: string, uploadId: string): Promise<void>
}
