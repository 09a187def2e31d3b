import { among, type Db } from '@varal/platform/db'
import type { PageRequest } from '@varal/platform/page'
import type { Viewer } from '@varal/platform/viewer'
import type { NotificationId, UserId } from '@varal/schema/ids'
import { and, desc, eq, lt, sql } from 'drizzle-orm'
import { hiddenPeople } from '../people/tables.ts'
import { inboxes, notificationPreferences, notifications } from './tables.ts'

/** Unread notifications that are looked at for whether everybody behind them is away. */
const LOOKED_AT_MAX = 1_000

/** Of a notification's actors, those whose account is deactivated. */
const away = sql<UserId[]>`array(
  select gone.id from ${hiddenPeople} as gone where gone.id = any(${notifications.newestActors}) and gone.is_away)`

/** Somebody of its actors is here. */
const isShown = sql`not ${notifications.newestActors} <@ ${away}`

/** Notifications with whether they are read, and which of their actors are away. */
const selected = (db: Db) =>
  db
    .select({
      id: notifications.id,
      recipientId: notifications.recipientId,
      type: notifications.type,
      postId: notifications.postId,
      commentId: notifications.commentId,
      boardId: notifications.boardId,
      actorCount: notifications.actorCount,
      newestActors: notifications.newestActors,
      away,
      createdAt: notifications.createdAt,
      updatedAt: notifications.updatedAt,
      seq: notifications.seq,
      read: sql<boolean>`${notifications.seq} <= coalesce(${inboxes.readUpTo}, 0)`,
    })
    .from(notifications)
    .leftJoin(inboxes, eq(inboxes.recipientId, notifications.recipientId))

interface Acted {
  readonly actorCount: number
  readonly newestActors: readonly string[]
  readonly away: readonly string[]
}

/** Who is away is not behind a notification until they are back. Beyond the newest ten they still count. */
export const withoutAway = <Row extends Acted>({ away, ...row }: Row) => ({
  ...row,
  actorCount: row.actorCount - away.length,
  newestActors: row.newestActors.filter((actor) => !away.includes(actor)) as UserId[],
})

/** Newest change first; `withoutAway` of each is what is shown. */
export const notificationPage = (db: Db, recipient: UserId, { first, after }: PageRequest<number>) =>
  selected(db)
    .where(
      and(eq(notifications.recipientId, recipient), after === null ? undefined : lt(notifications.seq, after), isShown),
    )
    .orderBy(desc(notifications.seq))
    .limit(first + 1)

/** Only the viewer's own: others have no row. */
export const ownNotifications = (db: Db, viewer: Viewer) => async (ids: readonly NotificationId[]) => {
  if (viewer.kind === 'anonymous') return []
  const rows = await selected(db).where(
    and(among(notifications.id, ids), eq(notifications.recipientId, viewer.id), isShown),
  )
  return rows.map((row) => withoutAway(row))
}

/** Who never was notified has no row, and `nothingUnread`. What only people who are away are behind is not counted. */
export const unreadCounts = (db: Db) => (recipients: readonly UserId[]) =>
  db
    .select({
      recipientId: inboxes.recipientId,
      notifications: sql<number>`${inboxes.unreadCount} - (
        select count(*)::int from (
          select from (
            select newest_actors from ${notifications}
            where recipient_id = ${inboxes.recipientId} and seq > ${inboxes.readUpTo}
            order by seq desc limit ${LOOKED_AT_MAX}
          ) as unread
          where newest_actors <@ array(
            select gone.id from ${hiddenPeople} as gone where gone.id = any(newest_actors) and gone.is_away)
        ) as hidden)`,
      version: inboxes.version,
    })
    .from(inboxes)
    .where(among(inboxes.recipientId, recipients))

export const nothingUnread = { notifications: 0, version: 0 }

/** What people have chosen of each type. Types of which they have chosen nothing have no row. */
export const chosenPreferences = (db: Db) => (people: readonly UserId[]) =>
  db.select().from(notificationPreferences).where(among(notificationPreferences.personId, people))
