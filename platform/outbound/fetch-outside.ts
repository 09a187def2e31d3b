import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, type Dispatcher, request } from 'undici'
import { OutsideError } from './outside-error.ts'
import { isPublicAddress } from './public-address.ts'

export interface OutsideOptions {
  /** Of the answer's body; the rest is not read. */
  readonly maxBytes: number
  /** For all of it, redirects included: a server that drips is cut off. */
  readonly timeoutMs: number
  /** Each is checked as the first address was. 0 gives the redirect as the answer. */
  readonly maxRedirects: number
  /** Whether this machine and private networks may be asked, at any port: for tests and closed systems. */
  readonly allowPrivate: boolean
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: AbortSignal
  /** Who resolves names. */
  readonly lookup?: LookupFunction
}

export interface OutsideAnswer {
  /** Where the answer came from, after redirects. */
  readonly url: string
  readonly status: number
  readonly headers: Dispatcher.ResponseData['headers']
  readonly body: Buffer
  /** Whether there was more than `maxBytes`. */
  readonly isCut: boolean
}

/**
 * Asks a server that somebody else has named, and nobody in here. A name is resolved once, and the connection goes to an
 * address that was checked: a name that means something else a moment later wins nothing. No proxy, no cookies, and no
 * connection that is kept.
 *
 * @throws OutsideError
 */
export async function fetchOutside(address: string, options: OutsideOptions): Promise<OutsideAnswer> {
  const { maxRedirects, timeoutMs, allowPrivate, lookup = systemLookup } = options
  const deadline = AbortSignal.timeout(timeoutMs)
  const signal = options.signal ? AbortSignal.any([deadline, options.signal]) : deadline
  const agent = new Agent({
    connect: { lookup: checkedLookup(lookup as LookupFunction, allowPrivate), timeout: timeoutMs },
    connections: 1,
    pipelining: 1,
  })
  try {
    let url = checkedUrl(address, allowPrivate)
    for (let redirects = 0; ; redirects++) {
      const answer = await ask(url, options, agent, signal)
      const next = maxRedirects > 0 ? redirectOf(answer) : null
      if (next === null) return answer
      if (redirects >= maxRedirects) throw new OutsideError('TOO_MANY_REDIRECTS')
      url = checkedUrl(next, allowPrivate, url)
    }
  } catch (error) {
    const known = knownError(error)
    if (known) throw known
    throw new OutsideError(deadline.aborted ? 'TIMEOUT' : 'UNREACHABLE', { cause: error })
  } finally {
    await agent.destroy()
  }
}

async function ask(url: URL, options: OutsideOptions, agent: Agent, signal: AbortSignal): Promise<OutsideAnswer> {
  const { method = 'GET', headers = {}, body = null, maxBytes } = options
  const {
    statusCode,
    headers: given,
    body: stream,
  } = await request(url, {
    ...{ method, headers, body, dispatcher: agent, signal },
    headersTimeout: options.timeoutMs,
    bodyTimeout: options.timeoutMs,
  })
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > maxBytes) break
  }
  const whole = Buffer.concat(chunks)
  return {
    ...{ url: url.href, status: statusCode, headers: given },
    ...{ body: whole.subarray(0, maxBytes), isCut: whole.length > maxBytes },
  }
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

function redirectOf({ status, headers }: OutsideAnswer): string | null {
  const { location } = headers
  return REDIRECTS.has(status) && typeof location === 'string' ? location : null
}

/** What a URL says, however it is written: `http://0177.1/` and `http://2130706433/` are 127.0.0.1 once they are parsed. */
function checkedUrl(address: string, allowPrivate: boolean, base?: URL): URL {
  const url = URL.parse(address, base?.href)
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username || url.password)
    throw new OutsideError('BAD_ADDRESS')
  // A URL leaves out the port that its protocol has anyway.
  if (url.port && !allowPrivate && !['80', '443'].includes(url.port)) throw new OutsideError('BAD_ADDRESS')
  // An address is not resolved, so the look-up does not see it.
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  if (!allowPrivate && isIP(literal) && !isPublicAddress(literal)) throw new OutsideError('PRIVATE_ADDRESS')
  return url
}

/** Resolves a name as `lookup` does, and refuses it if any of its addresses is private. */
function checkedLookup(lookup: LookupFunction, allowPrivate: boolean): LookupFunction {
  return (hostname, options, callback) =>
    lookup(hostname, { ...options, all: true }, (error, found) => {
      // A name that is not known comes without a list, whatever its type says.
      const all = Array.isArray(found) ? found : []
      const [first] = all
      if (error || !first) return callback(error ?? new OutsideError('UNREACHABLE'), [])
      if (!allowPrivate && !all.every(({ address }) => isPublicAddress(address)))
        return callback(new OutsideError('PRIVATE_ADDRESS'), [])
      return options.all ? callback(null, all) : callback(null, first.address, first.family)
    })
}

function knownError(error: unknown): OutsideError | null {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof OutsideError) return at
  return null
}
