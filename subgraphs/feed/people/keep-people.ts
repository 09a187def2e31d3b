import type { Db } from '@varal/platform/db'
import { type Handler, on } from '@varal/platform/handlers'
import type { UserId } from '@varal/schema/ids'
import { and, eq, not } from 'drizzle-orm'
import { hiddenPeople } from './tables.ts'

export const peopleHandlers: readonly Handler[] = [
  on('social.audience.changed', 'keep-audience', ({ data: { userId, isPrivate } }, { db }) =>
    keep(db, userId, { isPrivate }),
  ),
  on('users.account.deactivated', 'keep-away', ({ data: { userId } }, { db }) => keep(db, userId, { isAway: true })),
  on('users.account.reactivated', 'keep-back', ({ data: { userId } }, { db }) => keep(db, userId, { isAway: false })),
]

/** Who is neither private nor away has no row. */
async function keep(db: Db, id: UserId, now: { isPrivate: boolean } | { isAway: boolean }): Promise<void> {
  await db
    .insert(hiddenPeople)
    .values({ id, ...now })
    .onConflictDoUpdate({ target: hiddenPeople.id, set: now })
  if (!Object.values(now)[0])
    await db
      .delete(hiddenPeople)
      .where(and(eq(hiddenPeople.id, id), not(hiddenPeople.isPrivate), not(hiddenPeople.isAway)))
}
