import { among, type Db } from '@varal/platform/db'
import { numberItems } from '@varal/platform/live/number-items'
import { liveTopics } from '@varal/platform/tables'
import type { Work } from '@varal/platform/work'
import type { NotificationId, UserId } from '@varal/schema/ids'
import { notificationsTopic } from '@varal/schema/live'
import { and, eq, sql } from 'drizzle-orm'
import type { NotificationEntryData } from './notification-log.ts'
import { inboxes, notificationActors, notifications } from './tables.ts'

/** Rows that one statement deletes. */
const CHUNK = 5_000

/**
 * Takes an actor out of some of the recipient's notifications. They stay where they are in the list; one that is left
 * without actors disappears.
 */
export async function withdrawActor(
  work: Work,
  recipientId: UserId,
  actorId: UserId,
  ids: readonly NotificationId[],
): Promise<void> {
  if (ids.length === 0) return
  await lockNotifications(work.db, recipientId)
  await work.db
    .delete(notificationActors)
    .where(and(among(notificationActors.notificationId, ids), eq(notificationActors.actorId, actorId)))
  const left = await work.db
    .update(notifications)
    .set({
      actorCount: sql`${notifications.actorCount} - 1`,
      newestActors: sql`array(
        select actor_id from ${notificationActors} as actor where actor.notification_id = ${notifications.id}
        order by actor.seq desc limit 10)`,
    })
    .where(among(notifications.id, ids))
    .returning({ id: notifications.id, actorCount: notifications.actorCount })
  await withdrawNotifications(
    work,
    recipientId,
    left.filter(({ actorCount }) => actorCount === 0).map(({ id }) => id),
  )
}

/** Takes away some of the recipient's notifications. If any was unread, whoever watches learns the new count. */
export async function withdrawNotifications(
  work: Work,
  recipientId: UserId,
  ids: readonly NotificationId[],
): Promise<void> {
  if (ids.length === 0) return
  const { db, at } = work
  await lockNotifications(db, recipientId)
  const [inbox] = await db.select().from(inboxes).where(eq(inboxes.recipientId, recipientId))
  const gone = await db.delete(notifications).where(among(notifications.id, ids)).returning({ seq: notifications.seq })
  await deleteActors(db, ids)

  const unread = gone.filter(({ seq }) => seq > (inbox?.readUpTo ?? 0)).length
  if (unread === 0) return
  const topic = notificationsTopic(recipientId)
  // Takes the place of what is gone at the head of the log.
  const seq = (await numberItems(db, [topic])).get(topic) ?? 0
  await db
    .update(inboxes)
    .set({ unreadCount: sql`${inboxes.unreadCount} - ${unread}`, version: seq, markerSeq: seq, markerAt: at })
    .where(eq(inboxes.recipientId, recipientId))
  work.push({ topic, seq, at: at.toISOString(), data: { kind: 'unread' } satisfies NotificationEntryData })
}

/** Whoever changes a person's notifications holds this lock, so that rows are always locked after it. */
export async function lockNotifications(db: Db, recipientId: UserId): Promise<void> {
  await db
    .select({ topic: liveTopics.topic })
    .from(liveTopics)
    .where(eq(liveTopics.topic, notificationsTopic(recipientId)))
    .for('update')
}

/** A viral post's actors are too many for one statement. */
async function deleteActors(db: Db, ids: readonly NotificationId[]): Promise<void> {
  for (let isFull = true; isFull; ) {
    const { rowCount } = await db.execute(sql`
      delete from ${notificationActors} where ctid = any(array(
        select ctid from ${notificationActors} where notification_id = any(${sql.param([...ids])}::uuid[]) limit ${CHUNK}))`)
    isFull = rowCount === CHUNK
  }
}
