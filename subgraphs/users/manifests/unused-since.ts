import type { Clock } from '@varal/platform/clock'
import { Mistake } from '@varal/platform/errors'

const MINUTE_MS = 60 * 1_000
const DAY_MS = 24 * 60 * MINUTE_MS
const DAYS_MAX = 3_650

/** The minute that lies so many days back: the same for all fields of a request, which share a statement. @throws BAD_REQUEST */
export function unusedSince(days: number, clock: Clock): Date {
  if (days < 1 || days > DAYS_MAX) throw new Mistake('BAD_REQUEST', `\`days\` is 1 to ${DAYS_MAX}.`)
  const minute = Math.floor(clock.now().getTime() / MINUTE_MS) * MINUTE_MS
  return new Date(minute - days * DAY_MS)
}
