import type { Db } from '@varal/platform/db'
import type { UserId } from '@varal/schema/ids'
import { and, desc, eq, or } from 'drizzle-orm'
import { type ListRequest, olderThan } from '../chronological.ts'
import { blocks } from './tables.ts'

/** A page of whom the person has blocked, the latest first. */
export const blockedBy = (db: Db) => (blockerId: UserId, request: ListRequest) =>
  db
    .select()
    .from(blocks)
    .where(and(eq(blocks.blockerId, blockerId), olderThan(request, blocks.since, blocks.blockedId)))
    .orderBy(desc(blocks.since), desc(blocks.blockedId))
    .limit(request.first + 1)

/** The blocks between two people: none, one or both. */
export const blocksBetween = (db: Db, one: UserId, other: UserId) =>
  db
    .select()
    .from(blocks)
    .where(
      or(
        and(eq(blocks.blockerId, one), eq(blocks.blockedId, other)),
        and(eq(blocks.blockerId, other), eq(blocks.blockedId, one)),
      ),
    )
