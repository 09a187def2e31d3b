import type { Db } from '@varal/platform/db'
import type { UserId } from '@varal/schema/ids'
import { and, eq, or } from 'drizzle-orm'
import { blocks } from './tables.ts'

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
