import type { Readable } from 'node:stream'

/** Originals are never public; renditions are immutable and under unguessable keys. */
export type Bucket = 'originals' | 'renditions'

export interface StoredObject {
  readonly bytes: number
  readonly contentType: string
}

export interface SignedPut {
  readonly url: string
  /** To be sent exactly as they are. */
  readonly headers: Readonly<Record<string, string>>
}

/** The object store: S3, or files that speak S3's protocol as far as it is needed. Keys match [a-z0-9/_.-]+. */
export interface Objects extends AsyncDisposable {
  /** Allows one PUT of exactly this many bytes of this type, without further credentials. */
  signPut(
    bucket: Bucket,
    key: string,
    put: { contentType: string; bytes: number; expiresInS: number },
  ): Promise<SignedPut>
  put(bucket: Bucket, key: string, body: Buffer, contentType: string): Promise<void>
  head(bucket: Bucket, key: string): Promise<StoredObject | null>
  /** Throws if there is no such object. */
  get(bucket: Bucket, key: string): Promise<Readable>
  delete(bucket: Bucket, keys: readonly string[]): Promise<void>
  /** Where anybody may read a rendition. */
  publicUrl(key: string): string
}
