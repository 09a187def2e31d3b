import { among, type Db } from '@varal/platform/db'
import type { UserId } from '@varal/schema/ids'
import { and, desc, eq, getTableColumns, isNull, notExists } from 'drizzle-orm'
import { alias, unionAll } from 'drizzle-orm/pg-core'
import { leftHandles, profiles } from './tables.ts'

const isActive = isNull(profiles.deactivatedAt)

/** People by id. Who has deactivated their account is not there, like somebody who never was. */
export const profilesById = (db: Db) => (ids: readonly UserId[]) =>
  db
    .select()
    .from(profiles)
    .where(and(among(profiles.id, ids), isActive))

/**
 * People by the handle that they have, or were the last to leave; `sought` is that handle. As `profilesById`, without who
 * has deactivated their account: what they have is not anybody else's meanwhile.
 * @param handles folded.
 */
export function profilesByHandle(db: Db) {
  const columns = getTableColumns(profiles)
  const holder = alias(profiles, 'holder')
  return (handles: readonly string[]) => {
    const held = db
      .select({ sought: profiles.handle, ...columns })
      .from(profiles)
      .where(and(among(profiles.handle, handles), isActive))
    const isHeld = db.select({ id: holder.id }).from(holder).where(eq(holder.handle, leftHandles.handle))
    const left = db
      .selectDistinctOn([leftHandles.handle], { sought: leftHandles.handle, ...columns })
      .from(leftHandles)
      .innerJoin(profiles, eq(profiles.id, leftHandles.userId))
      .where(and(among(leftHandles.handle, handles), isActive, notExists(isHeld)))
      .orderBy(leftHandles.handle, desc(leftHandles.leftAt))
    return unionAll(held, left)
  }
}

/** Who has a handle, whether or not they are to be found. */
export const handleHolders = (db: Db) => (handles: readonly string[]) =>
  db.select({ id: profiles.id, handle: profiles.handle }).from(profiles).where(among(profiles.handle, handles))
