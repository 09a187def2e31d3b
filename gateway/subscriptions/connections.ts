import { BoundedMap } from '@varal/platform/bounded-map'
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

  /** One more connection. @returns null if that is well; or why there is no room for it */
  open(address: string): ConnectionRefusal | null {
    if (!this.#rates.get(address).pass()) return refusals.tooFast
    if (!this.#ofAddress.take(address)) return refusals.tooMany
    if (this.#all.take('')) return null
    this.#ofAddress.giveBack(address)
    return refusals.full
  }

  /** For each that was opened, once. */
  close(address: string): void {
    this.#ofAddress.giveBack(address)
    this.#all.giveBack('')
  }

  /** A connection turns out to be a user's, or an app's. @returns false if they have as many as there may be */
  hold(holder: string): boolean {
    return this.#ofHolder.take(holder)
  }

  /** For each that was held, once. */
  release(holder: string): void {
    this.#ofHolder.giveBack(holder)
  }

  /** One more stream of a user, or of an app. As `hold`. */
  openStream(holder: string): boolean {
    return this.#streamsOfHolder.take(holder)
  }

  /** For each that was opened, once. */
  closeStream(holder: string): void {
    this.#streamsOfHolder.giveBack(holder)
  }
}

const refusals = {
  tooFast: { status: 429, reason: 'Too many connections a second from one address', retryAfterS: 1 },
  tooMany: { status: 429, reason: 'Too many connections from one address', retryAfterS: 30 },
  full: { status: 503, reason: 'There is no room for more connections here', retryAfterS: 5 },
} as const satisfies Record<string, ConnectionRefusal>
