import type { Db } from '@varal/platform/db'
import { type Refusal, refuse } from '@varal/platform/outcome'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { limits } from './limits.ts'
import { uploadUsage } from './uploads/reads.ts'

/** One person's uploads are begun one after the other: two at once would both fit into what is left. */
export const lockUploadsOf = (db: Db, owner: UserId) =>
  db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`uploads:${owner}`}, 0))`)

/** Why this person may not begin to upload so many more bytes; null if they may. Call it under the lock. */
export async function refusalOfQuota(
  work: Work,
  owner: UserId,
  bytes: number,
  path: readonly string[],
): Promise<Refusal | null> {
  const [usage] = await uploadUsage(work.db, work.at)([owner])
  if (bytes + (usage?.bytes ?? 0) > limits.bytesPerDayMax) return refuse('DAILY_QUOTA_EXCEEDED', path)
  if ((usage?.open ?? 0) >= limits.openUploadsMax) return refuse('TOO_MANY_OPEN_UPLOADS')
  return null
}
