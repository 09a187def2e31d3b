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

/** Those of the authors who let the viewer comment on their posts. */
export const lettingComment =
  (db: Db, viewer: Viewer) =>
  async (authors: readonly UserId[]): Promise<{ authorId: UserId }[]> => {
    if (viewer.kind === 'anonymous') return []
    const [author, me] = [sql`author.id`, sql`${viewer.id}::uuid`]
    const rows = await db
      .select({
        authorId: sql<UserId>`author.id`,
        rule: audiences.whoCanComment,
        viewerFollows: doesFollow(me, author),
        isFollowed: doesFollow(author, me),
      })
      .from(sql`unnest(${sql.param([...authors])}::uuid[]) as author(id)`)
      .leftJoin(audiences, eq(audiences.personId, author))
    return rows.filter(
      ({ authorId, rule, ...facts }) =>
        authorId === viewer.id || isAllowedBy(rule ?? openAudience.whoCanComment, facts),
    )
  }
