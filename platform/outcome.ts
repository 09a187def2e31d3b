import type { ErrorCode } from '@varal/schema/generated/shared'
import type { InputFault } from '@varal/schema/messages'

/** One entry of a payload's `userErrors`, before it is put into words. */
export interface UserErrorModel {
  readonly code: ErrorCode
  readonly path: readonly string[] | null
  readonly fault?: InputFault
  readonly retryAfterMs?: number
  readonly currentVersion?: number
}

/** An expected no. The work that returns it is rolled back: a refusal changes nothing. */
export interface Refusal {
  readonly userErrors: readonly [UserErrorModel, ...UserErrorModel[]]
}

/** What a use case returns: the payload's fields, or a refusal. */
export type Outcome<Payload> = Payload | Refusal

/** @param path the input that it is about, from the arguments down: `['input', 'handle']`. */
export const refuse = (code: ErrorCode, path: readonly string[] | null = null): Refusal => ({
  userErrors: [{ code, path }],
})

/** The thing was changed since the version that the caller has seen. */
export const refuseVersion = (currentVersion: number): Refusal => ({
  userErrors: [{ code: 'VERSION_CONFLICT', path: ['input', 'expectedVersion'], currentVersion }],
})

/** GraphQL's Int ends there, at 24 days: whoever comes back then is told the rest. */
const RETRY_MS_MAX = 2 ** 31 - 1

export const refuseUntil = (retryAfterMs: number): Refusal => ({
  userErrors: [{ code: 'RATE_LIMITED', path: null, retryAfterMs: Math.min(retryAfterMs, RETRY_MS_MAX) }],
})

export const isRefusal = (outcome: unknown): outcome is Refusal =>
  typeof outcome === 'object' && outcome !== null && 'userErrors' in outcome
