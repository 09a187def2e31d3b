import { isUniqueViolation } from '@varal/platform/faults'
import { type Outcome, refuse, refuseUntil } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import { and, desc, eq, gt } from 'drizzle-orm'
import { z } from 'zod'
import { newHandle } from '../handle.ts'
import type { UserModel } from '../models.ts'
import { isReservedForOthers } from '../reserved-handle.ts'
import { expectedVersion } from './expected-version.ts'
import { leftHandles, profiles } from './tables.ts'

const CHANGES_MAX = 2
const WINDOW_MS = 30 * 24 * 60 * 60 * 1_000

export const changeHandleInput = z.object({ handle: newHandle, expectedVersion })

const taken = refuse('HANDLE_TAKEN', ['input', 'handle'])

/** Gives the actor another handle. The old one leads to them for as long as nobody else has taken it: not for 30 days. */
export async function changeHandle(
  work: Work,
  actor: Actor,
  { handle, expectedVersion }: z.output<typeof changeHandleInput>,
): Promise<Outcome<{ user: UserModel }>> {
  const { db, at } = work
  const [before] = await db.select().from(profiles).where(eq(profiles.id, actor.id)).for('update')
  if (!before) return refuse('NOT_FOUND')
  if (expectedVersion != null && expectedVersion !== before.version)
    return refuse('VERSION_CONFLICT', ['input', 'expectedVersion'])
  if (handle === before.handle) return { user: before }

  const changes = await db
    .select({ leftAt: leftHandles.leftAt })
    .from(leftHandles)
    .where(and(eq(leftHandles.userId, actor.id), gt(leftHandles.leftAt, new Date(at.getTime() - WINDOW_MS))))
    .orderBy(desc(leftHandles.leftAt))
    .limit(CHANGES_MAX)
  const oldest = changes[CHANGES_MAX - 1]
  if (oldest) return refuseUntil(oldest.leftAt.getTime() + WINDOW_MS - at.getTime())

  const after: UserModel = { ...before, handle, version: before.version + 1 }
  // A savepoint: of two who want it at the same time, one waits here for the other and then is refused.
  const isTaken = await db
    .transaction((inner) =>
      inner.update(profiles).set({ handle, version: after.version }).where(eq(profiles.id, actor.id)),
    )
    .then(() => false, isUniqueViolation)
  if (isTaken || (await isReservedForOthers(work, handle, actor.id))) return taken
  await db.insert(leftHandles).values({ handle: before.handle, userId: actor.id, leftAt: at })

  const { id: userId, displayName, bio } = after
  work.announce('users.profile.updated', { userId, handle, displayName, bio })
  return { user: after }
}
