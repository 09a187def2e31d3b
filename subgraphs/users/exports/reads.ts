import { among, type Db } from '@varal/platform/db'
import type { DataExportId, UserId } from '@varal/schema/ids'
import { desc } from 'drizzle-orm'
import { dataExports } from './tables.ts'

export const dataExportsById = (db: Db) => (ids: readonly DataExportId[]) =>
  db.select().from(dataExports).where(among(dataExports.id, ids))

/** Of each person the newest first. Three a day, and forgotten a month later: never many. */
export const dataExportsOf = (db: Db) => (people: readonly UserId[]) =>
  db.select().from(dataExports).where(among(dataExports.userId, people)).orderBy(desc(dataExports.id))
