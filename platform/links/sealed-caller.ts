import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Caller } from '../viewer.ts'
import { RecentNonces } from './recent-nonces.ts'

/** The one header by which a subgraph knows who asks. */
export const SEAL_HEADER = 'x-internal-auth'

/** A seal is good for this long; it is also the accepted difference between two machines' clocks. */
const VALID_MS = 30_000
/** 5,000 requests a second for as long as a nonce is kept, about 30 MB. More are refused rather than let through twice. */
const NONCES_MAX = 300_000

export interface SealedRequest {
  readonly method: string
  readonly path: string
  /** The body's exact bytes. */
  readonly body: string | Uint8Array
}

export interface CallerSeals {
  /** The header's value. Good once, for this request, at this subgraph, for 30 s. */
  seal(caller: Caller, request: SealedRequest): string
  /** Who asks; null if the seal is missing, false, for another request, too old or was seen before. */
  open(seal: string | undefined, request: SealedRequest): Caller | null
}

export interface CallerSealOptions {
  /** Each subgraph has its own key: a seal that one of them has seen is of no use at another. */
  readonly subgraph: string
  /** At least 32 characters, the same in every process of a system. */
  readonly secret: string
  readonly clock: Clock
}

interface Sealed {
  readonly atMs: number
  readonly nonce: string
  readonly caller: Caller
}

export function callerSeals({ subgraph, secret, clock }: CallerSealOptions): CallerSeals {
  const key = Buffer.from(hkdfSync('sha256', secret, '', `varal caller seal, ${subgraph}`, 32))
  // A seal may be 30 s ahead of this clock, and is good for 30 s from then.
  const nonces = new RecentNonces(2 * VALID_MS, NONCES_MAX)

  const mac = (payload: string, { method, path, body }: SealedRequest) => {
    const bodyHash = createHash('sha256').update(body).digest('hex')
    return createHmac('sha256', key).update(`${method}\n${path}\n${bodyHash}\n${payload}`).digest()
  }

  return {
    seal(caller, request) {
      const sealed: Sealed = { atMs: clock.now().getTime(), nonce: randomBytes(12).toString('base64url'), caller }
      const payload = Buffer.from(JSON.stringify(sealed)).toString('base64url')
      return `${payload}.${mac(payload, request).toString('base64url')}`
    },
    open(seal, request) {
      const [payload = '', signature = '', ...more] = seal?.split('.') ?? []
      const given = Buffer.from(signature, 'base64url')
      const expected = mac(payload, request)
      if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return null

      const sealed: Sealed = JSON.parse(Buffer.from(payload, 'base64url').toString())
      const nowMs = clock.now().getTime()
      if (Math.abs(nowMs - sealed.atMs) > VALID_MS || !nonces.add(sealed.nonce, nowMs)) return null
      return sealed.caller
    },
  }
}
