import { createHash } from 'node:crypto'
import type { PublicSeconds } from './cache-policy.ts'

/** What caches between us and a client may do with an answer. */
export interface HttpCaching {
  readonly headers: Readonly<Record<string, string>>
  /** The client has this answer: 304, and no body. */
  readonly isNotModified: boolean
}

export interface CachedAnswer {
  readonly method: string
  /** With a token or a key: what is answered is somebody's, whoever else could have it too. */
  readonly isIdentified: boolean
  readonly publicSeconds: PublicSeconds
  readonly hasErrors: boolean
  readonly body: string | Uint8Array
  readonly ifNoneMatch: string | undefined
}

const never: HttpCaching = { headers: { 'cache-control': 'private, no-store' }, isNotModified: false }

/**
 * Lets caches keep what anybody may see. What tells a signed-in caller's request from others is in `vary`, so that no
 * cache answers it with what strangers are told.
 */
export function httpCaching(answer: CachedAnswer): HttpCaching {
  const { method, isIdentified, publicSeconds, hasErrors, body, ifNoneMatch } = answer
  if (method !== 'GET' || isIdentified || hasErrors || publicSeconds <= 0) return never
  // Weak: the same answer may travel compressed or not.
  const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`
  const headers = { 'cache-control': `public, max-age=${publicSeconds}`, etag, vary: VARY }
  return { headers, isNotModified: ifNoneMatch !== undefined && matches(ifNoneMatch, etag) }
}

/**
 * Also the media type, of which an answer has one of two; the language, in which some fields are; and the page that asks,
 * which an answer to another one does not let read.
 */
const VARY = 'accept, accept-language, authorization, origin, x-api-key'

/** RFC 9110, 13.1.2: a list of tags, compared without regard to whether they are weak; or anything that there is. */
function matches(ifNoneMatch: string, etag: string): boolean {
  const bare = etag.slice(2)
  return ifNoneMatch.split(',').some((one) => {
    const tag = one.trim()
    return tag === '*' || tag === bare || tag === etag
  })
}
