import type { Db } from '@varal/platform/db'
import type { UserId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { secondFactors } from './tables.ts'

/** Somebody's second factor, confirmed or not. */
export async function ownFactor(db: Db, userId: UserId): Promise<typeof secondFactors.$inferSelect | null> {
  const [factor] = await db.select().from(secondFactors).where(eq(secondFactors.userId, userId))
  return factor ?? null
}
