import { among, type Db } from '@varal/platform/db'
import type { Viewer } from '@varal/platform/viewer'
import type { UserId } from '@varal/schema/ids'
import { and, eq, getTableColumns, sql } from 'drizzle-orm'
import { people } from '../people/tables.ts'
import { isAllowedBy } from '../policy.ts'
import { doesFollow, notBlocked } from '../standing.ts'
import { type Audience, audiences, openAudience } from './tables.ts'

/** The audiences of those of the people who exist for the viewer. */
export const visibleAudiences = (db: Db, viewer: Viewer) => async (ids: readonly UserId[]) => {
  const rows = await db
    .select({ personId: people.id, audience: getTableColumns(audiences) })
    .from(people)
    .leftJoin(audiences, eq(audiences.personId, people.id))
    .where(and(among(people.id, ids), notBlocked(viewer, people.id)))
  return rows.map(({ personId, audience }) => ({ ...openAudience, ...audience, personId }))
}

/** A person's audience; null if there is no such person. */
export async function audienceOf(db: Db, person: UserId): Promise<Audience | null> {
  const [row] = await visibleAudiences(db, { kind: 'anonymous' })([person])
  return row ?? null
}

/** Whether who would like to follow is asked to wait for an answer. */
export const asksFirst = ({ isPrivate, approveFollowers }: Audience): boolean => isPrivate || approveFollowers

/**
 * As `asksFirst`, and nobody changes it before the transaction ends: a request is made before all that wait are accepted,
 * or not at all.
 */
export async function stillAsksFirst(db: Db, person: UserId): Promise<boolean> {
  const [row] = await db.select().from(audiences).where(eq(audiences.personId, person)).for('share')
  return row !== undefined && asksFirst(row)
}

/** Whether the author of a post lets the person comment. One statement. */
export async function letsComment(db: Db, author: UserId, person: UserId): Promise<boolean> {
  if (author === person) return true
  const [authorId, personId] = [sql`${author}::uuid`, sql`${person}::uuid`]
  const [row] = await db
    .select({
      rule: audiences.whoCanComment,
      viewerFollows: doesFollow(personId, authorId),
      isFollowed: doesFollow(authorId, personId),
    })
    .from(audiences)
    .where(eq(audiences.personId, author))
  return row === undefined || isAllowedBy(row.rule, row)
}
