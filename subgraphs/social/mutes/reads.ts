import type { Db } from '@varal/platform/db'
import type { UserId } from '@varal/schema/ids'
import { and, desc, eq } from 'drizzle-orm'
import { type ListRequest, olderThan } from '../chronological.ts'
import { mutes } from './tables.ts'

/** A page of whom the person has muted, the latest first. */
export const mutedBy = (db: Db) => (muterId: UserId, request: ListRequest) =>
  db
    .select()
    .from(mutes)
    .where(and(eq(mutes.muterId, muterId), olderThan(request, mutes.since, mutes.mutedId)))
    .orderBy(desc(mutes.since), desc(mutes.mutedId))
    .limit(request.first + 1)
