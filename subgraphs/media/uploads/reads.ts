import { among, type Db } from '@varal/platform/db'
import type { UploadId, UserId } from '@varal/schema/ids'
import { and, gt, sql } from 'drizzle-orm'
import { limits } from '../limits.ts'
import { uploads } from './tables.ts'

export const uploadsById = (db: Db) => (ids: readonly UploadId[]) =>
  db.select().from(uploads).where(among(uploads.id, ids))

/** What each person has uploaded within the quota's window, and still may. Who uploaded nothing has no row. */
export const uploadUsage = (db: Db, at: Date) => (owners: readonly UserId[]) =>
  db
    .select({
      ownerId: uploads.ownerId,
      bytes: sql<number>`sum(${uploads.bytes})::float8`,
      open: sql<number>`(count(*) filter (
        where ${uploads.finishedAt} is null and ${uploads.expiredAt} is null
      ))::int`,
    })
    .from(uploads)
    .where(and(among(uploads.ownerId, owners), gt(uploads.createdAt, new Date(at.getTime() - limits.quotaWindowMs))))
    .groupBy(uploads.ownerId)
