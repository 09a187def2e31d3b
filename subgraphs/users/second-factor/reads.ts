import { among, type Db } from '@varal/platform/db'
import type { UserId } from '@varal/schema/ids'
import { and, eq, isNotNull, sql } from 'drizzle-orm'
import { recoveryCodes, secondFactors } from './tables.ts'

/** Whose sign-in asks for a code, since when, and how many recovery codes they have left. */
export const confirmedFactors = (db: Db) => (userIds: readonly UserId[]) =>
  db
    .select({
      userId: secondFactors.userId,
      since: sql<Date>`${secondFactors.confirmedAt}`.mapWith(secondFactors.confirmedAt),
      recoveryCodesLeft: db.$count(recoveryCodes, eq(recoveryCodes.userId, secondFactors.userId)),
    })
    .from(secondFactors)
    .where(and(among(secondFactors.userId, userIds), isNotNull(secondFactors.confirmedAt)))
