import { among, type Db } from '@varal/platform/db'
import type { UserId } from '@varal/schema/ids'
import { asc } from 'drizzle-orm'
import { keywordFilters } from './tables.ts'

/** The filters of each person, the oldest first: at most 200. */
export const keywordFiltersOf = (db: Db) => (owners: readonly UserId[]) =>
  db
    .select()
    .from(keywordFilters)
    .where(among(keywordFilters.ownerId, owners))
    .orderBy(asc(keywordFilters.createdAt), asc(keywordFilters.id))
