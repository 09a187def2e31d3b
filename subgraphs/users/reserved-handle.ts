import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { and, eq, ne } from 'drizzle-orm'
import { leftHandles } from './profiles/tables.ts'

/** So long a handle that somebody has left is nobody else's. */
export const RESERVED_MS = 30 * 24 * 60 * 60 * 1_000

/**
 * Whether a handle that `userId` has just been given is still kept for who left it; if not, it leads to them no longer. To
 * be asked after the handle was taken: whoever left it in the meantime is seen then.
 */
export async function isReservedForOthers({ db, at }: Work, handle: string, userId: UserId): Promise<boolean> {
  const ofOthers = and(eq(leftHandles.handle, handle), ne(leftHandles.userId, userId))
  const left = await db.select({ leftAt: leftHandles.leftAt }).from(leftHandles).where(ofOthers)
  if (left.length === 0) return false
  if (left.some(({ leftAt }) => at.getTime() - leftAt.getTime() < RESERVED_MS)) return true
  await db.delete(leftHandles).where(ofOthers)
  return false
}
