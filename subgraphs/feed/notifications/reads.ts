import { among, type Db } from '@varal/platform/db'
import type { PageRequest } from '@varal/platform/page'
import type { Viewer } from '@varal/platform/viewer'
import type { NotificationId, UserId } from '@varal/schema/ids'
import { and, desc, eq, lt, sql } from 'drizzle-orm'
import { inboxes, notifications } from './tables.ts'

/** Notifications with whether they are read. */
const selected = (db: Db) =>
  db
    .select({
      id: notifications.id,
      recipientId: notifications.recipientId,
      type: notifications.type,
      postId: notifications.postId,
      commentId: notifications.commentId,
      actorCount: notifications.actorCount,
      newestActors: notifications.newestActors,
      createdAt: notifications.createdAt,
      updatedAt: notifications.updatedAt,
      seq: notifications.seq,
      read: sql<boolean>`${notifications.seq} <= coalesce(${inboxes.readUpTo}, 0)`,
    })
    .from(notifications)
    .leftJoin(inboxes, eq(inboxes.recipientId, notifications.recipientId))

/** Newest change first. */
export const notificationPage = (db: Db, recipient: UserId, { first, after }: PageRequest<number>) =>
  selected(db)
    .where(and(eq(notifications.recipientId, recipient), after === null ? undefined : lt(notifications.seq, after)))
    .orderBy(desc(notifications.seq))
    .limit(first + 1)

/** Only the viewer's own: others have no row. */
export const ownNotifications = (db: Db, viewer: Viewer) => async (ids: readonly NotificationId[]) =>
  viewer.kind === 'anonymous'
    ? []
    : selected(db).where(and(among(notifications.id, ids), eq(notifications.recipientId, viewer.id)))

/** Who never was notified has no row, and `nothingUnread`. */
export const unreadCounts = (db: Db) => (recipients: readonly UserId[]) =>
  db
    .select({ recipientId: inboxes.recipientId, notifications: inboxes.unreadCount, version: inboxes.version })
    .from(inboxes)
    .where(among(inboxes.recipientId, recipients))

export const nothingUnread = { notifications: 0, version: 0 }
