import { S3Error } from './s3-error.ts'

export interface Form {
  /** By their names in lower case; those that stand before the file. */
  readonly fields: ReadonlyMap<string, string>
  /** As it comes. What follows it is not looked at. */
  readonly file: AsyncGenerator<Buffer>
}

const FIELDS_MAX = 40
const FIELD_BYTES_MAX = 16 * 1_024
const HEADERS_BYTES_MAX = 2 * 1_024

/**
 * Reads a `multipart/form-data` body up to its field `file`, which is to be read on.
 * @throws S3Error if it is none, has no file, or more and longer fields than a form for uploads has.
 */
export async function readForm(contentType: string | undefined, body: AsyncIterable<Buffer>): Promise<Form> {
  const boundary = /^multipart\/form-data;\s*boundary="?([\w'()+,./:=?-]{1,70})"?$/i.exec(contentType ?? '')?.[1]
  if (!boundary) throw malformed()
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  const bytes = pulled(body)
  const fields = new Map<string, string>()

  // The first boundary has no line end before it.
  await bytes.until(delimiter.subarray(2), 0)
  for (let count = 0; count <= FIELDS_MAX; count++) {
    if ((await bytes.until(Buffer.from('\r\n'), 2)).length > 0) throw malformed()
    const headers = (await bytes.until(Buffer.from('\r\n\r\n'), HEADERS_BYTES_MAX)).toString()
    const name = /^content-disposition:\s*form-data;(?:[^\r\n]*;)?\s*name="([^"\r\n]{1,100})"/im.exec(headers)?.[1]
    if (name === undefined) throw malformed()
    if (name === 'file') return { fields, file: bytes.streamUntil(delimiter) }
    fields.set(name.toLowerCase(), (await bytes.until(delimiter, FIELD_BYTES_MAX)).toString())
  }
  throw malformed()
}

function pulled(body: AsyncIterable<Buffer>) {
  const chunks = body[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  async function pull(): Promise<void> {
    const { done, value } = await chunks.next()
    if (done) throw new S3Error('IncompleteBody', 'The form ends before its last boundary.')
    rest = rest.length > 0 ? Buffer.concat([rest, value]) : value
  }

  return {
    /** What stands before a delimiter, which is taken too. @throws S3Error if it is longer than `bytesMax`. */
    async until(delimiter: Buffer, bytesMax: number): Promise<Buffer> {
      let at = rest.indexOf(delimiter)
      while (at === -1 && rest.length < bytesMax + delimiter.length) {
        await pull()
        at = rest.indexOf(delimiter)
      }
      if (at === -1 || at > bytesMax) throw malformed()
      const before = rest.subarray(0, at)
      rest = rest.subarray(at + delimiter.length)
      return before
    },
    async *streamUntil(delimiter: Buffer): AsyncGenerator<Buffer> {
      for (;;) {
        const at = rest.indexOf(delimiter)
        // What could be the beginning of a delimiter waits for what follows.
        const end = at === -1 ? Math.max(0, rest.length - delimiter.length + 1) : at
        if (end > 0) yield rest.subarray(0, end)
        rest = rest.subarray(end)
        if (at !== -1) return
        await pull()
      }
    },
  }
}

const malformed = () =>
  new S3Error('MalformedPOSTRequest', 'The body of your POST request is not well-formed multipart/form-data.')
