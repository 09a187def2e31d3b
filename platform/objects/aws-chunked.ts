import { S3Error } from './s3-error.ts'

/** Longer than the longest line that S3's clients write, between chunks and after them. */
const LINE_BYTES_MAX = 512
const TRAILERS_MAX = 8
const CRLF = '\r\n'

/**
 * What is inside of a body in `aws-chunked` encoding, as clients send it when they learn a checksum only while they send:
 * lines with the length of a chunk, its bytes, and so on, a chunk of 0 bytes, and trailers, which go into `trailers` by
 * their names in lower case. Chunks with signatures of their own are not checked: they are refused before.
 * @throws S3Error if it is anything else.
 */
export async function* decodeAwsChunked(
  body: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  let expecting: 'length' | 'bytes' | 'end of chunk' | 'trailer' | 'nothing' = 'length'
  let ahead = 0
  let rest: Buffer = Buffer.alloc(0)
  for await (const piece of body) {
    rest = rest.length > 0 ? Buffer.concat([rest, piece]) : piece
    while (rest.length > 0) {
      if (expecting === 'bytes') {
        const bytes = rest.subarray(0, ahead)
        ahead -= bytes.length
        rest = rest.subarray(bytes.length)
        if (ahead === 0) expecting = 'end of chunk'
        yield bytes
        continue
      }
      const end = rest.indexOf(CRLF)
      if (end > LINE_BYTES_MAX || (end === -1 && rest.length > LINE_BYTES_MAX)) throw malformed()
      if (end === -1) break
      const line = rest.toString('latin1', 0, end)
      rest = rest.subarray(end + CRLF.length)

      if (expecting === 'length') {
        const length = /^([0-9a-f]{1,10})$/i.exec(line)?.[1]
        if (length === undefined) throw malformed()
        ahead = Number.parseInt(length, 16)
        expecting = ahead === 0 ? 'trailer' : 'bytes'
      } else if (expecting === 'end of chunk' && line === '') {
        expecting = 'length'
      } else if (expecting === 'trailer' && line === '') {
        expecting = 'nothing'
      } else if (expecting === 'trailer' && trailers.size < TRAILERS_MAX) {
        const [, name, value] = /^([a-z0-9-]+):(.*)$/i.exec(line) ?? []
        if (name === undefined || value === undefined) throw malformed()
        trailers.set(name.toLowerCase(), value.trim())
      } else throw malformed()
    }
  }
  const isWhole = expecting === 'nothing' || (expecting === 'trailer' && rest.length === 0)
  if (!isWhole) throw new S3Error('IncompleteBody', 'The body ends before its last chunk.')
}

const malformed = () => new S3Error('InvalidArgument', 'The body is not in the aws-chunked encoding that it declares.')
