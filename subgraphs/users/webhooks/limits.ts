const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

export const WEBHOOKS_MAX = 10
/** How long events are kept, and attempts to tell them. */
export const EVENT_KEPT_MS = 7 * DAY_MS
/** However many happen in that time. */
export const EVENTS_MAX = 2_000_000
export const DELIVERIES_SHOWN_MAX = 100
/** How long an old secret goes on signing beside the new one. */
export const SECRET_OVERLAP_MS = DAY_MS

export const DELIVERY_TIMEOUT_MS = 10_000
/** What is read of an answer, which says nothing that matters. */
export const ANSWER_BYTES_MAX = 4_096
/** Endpoints that are told at once. */
export const ENDPOINTS_AT_ONCE = 32
/** Events that an endpoint is told in a row before the others have a turn. */
export const EVENTS_IN_A_ROW = 50

/** How long to wait after each failure in a row; after one more the endpoint is disabled. */
export const RETRY_AFTER_MS: readonly number[] = [
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
]
