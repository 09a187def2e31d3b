import { among, type Db } from '@varal/platform/db'
import type { UserId } from '@varal/schema/ids'
import { profiles } from './tables.ts'

export const profilesById = (db: Db) => (ids: readonly UserId[]) =>
  db.select().from(profiles).where(among(profiles.id, ids))

/** @param handles folded. */
export const profilesByHandle = (db: Db) => (handles: readonly string[]) =>
  db.select().from(profiles).where(among(profiles.handle, handles))
