import { S3Error } from './s3-error.ts'

/** First and last byte, both included. */
export interface ByteRange {
  readonly first: number
  readonly last: number
}

/**
 * The part of an object that a `Range` header asks for; null if all of it is to be sent: no header, another unit, or
 * several ranges, which a server may ignore (RFC 9110, 14.2).
 * @throws S3Error InvalidRange if the object has no such bytes.
 */
export function byteRange(header: string | undefined, bytes: number): ByteRange | null {
  const parts = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '')
  const from = parts?.[1] ?? ''
  const to = parts?.[2] ?? ''
  if (from === '' && to === '') return null
  if (from !== '' && to !== '' && Number(to) < Number(from)) return null

  const first = from === '' ? Math.max(0, bytes - Number(to)) : Number(from)
  const last = from === '' || to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1)
  if (first > last) throw new S3Error('InvalidRange', 'The requested range is not satisfiable.')
  return { first, last }
}
