import { BoundedMap } from '@varal/platform/bounded-map'
import type { GivenError } from '../execute/client-errors.ts'
import { Quota, Rate, type StreamLimits, streamLimits } from './stream-limits.ts'

/** Addresses whose rate is remembered. */
const ADDRESSES_MAX = 10_000

/** Why there is no connection, as HTTP says it. */
export interface ConnectionRefusal {
  readonly status: 429 | 503
  readonly reason: string
  readonly retryAfterS: number
}

/** Counts the connections that streams come through, sockets and event streams alike, and whose they are. */
export class Connections {
  readonly limits: StreamLimits
  readonly #all: Quota
  readonly #ofAddress: Quota
  readonly #ofHolder: Quota
  readonly #streamsOfHolder: Quota
  readonly #rates: BoundedMap<string, Rate>

  constructor(limits: Partial<StreamLimits> = {}) {
    this.limits = { ...streamLimits, ...limits }
    this.#all = new Quota(this.limits.socketsMax)
    this.#ofAddress = new Quota(this.limits.socketsPerAddress)
    this.#ofHolder = new Quota(this.limits.socketsPerUser)
    this.#streamsOfHolder = new Quota(this.limits.streamsPerUser)
    this.#rates = new BoundedMap(ADDRESSES_MAX, () => new Rate(this.limits.connectionsPerSecondAndAddress))
  }

  /** @returns gives the place back; or why there is none */
  open(address: string): (() => void) | ConnectionRefusal {
    if (!this.#rates.get(address).pass()) return refusals.tooFast
    const leave = this.#ofAddress.take(address)
    if (!leave) return refusals.tooMany
    const release = this.#all.take('')
    if (!release) {
      leave()
      return refusals.full
    }
    return () => {
      leave()
      release()
    }
  }

  /** A connection of a user, or of an app. @returns gives the place back; null if there are as many as there may be */
  ofHolder(holder: string): (() => void) | null {
    return this.#ofHolder.take(holder)
  }

  /** A stream of a user, or of an app; strangers have theirs by connection. As `ofHolder`. */
  stream(holder: string | null): (() => void) | null {
    return holder === null ? () => {} : this.#streamsOfHolder.take(holder)
  }
}

const refusals = {
  tooFast: { status: 429, reason: 'Too many connections a second from one address', retryAfterS: 1 },
  tooMany: { status: 429, reason: 'Too many connections from one address', retryAfterS: 30 },
  full: { status: 503, reason: 'There is no room for more connections here', retryAfterS: 5 },
} as const satisfies Record<string, ConnectionRefusal>

/** For a stream that is one too many. */
export const tooManyStreams: GivenError = {
  message: 'You have as many streams open as there may be: end one first.',
  extensions: { code: 'RATE_LIMITED' },
}
