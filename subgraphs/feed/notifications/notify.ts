import type { Db } from '@varal/platform/db'
import { rowsOf } from '@varal/platform/db'
import { numberItems } from '@varal/platform/live/number-items'
import { mintId } from '@varal/platform/mint-id'
import type { Work } from '@varal/platform/work'
import type { CommentId, NotificationId, PostId, UserId } from '@varal/schema/ids'
import { notificationsTopic } from '@varal/schema/live'
import { and, desc, eq, gt, sql } from 'drizzle-orm'
import { blocks } from '../follows/tables.ts'
import type { NotificationEntryData } from './notification-log.ts'
import { inboxes, type NotificationType, notificationActors, notifications } from './tables.ts'

/** Somebody did something about somebody. */
export interface Act {
  readonly type: NotificationType
  readonly recipientId: UserId
  readonly actorId: UserId
  readonly groupKey: string
  readonly postId?: PostId
  readonly commentId?: CommentId
}

/** Actors that are kept with the notification. */
const NEWEST_ACTORS_MAX = 10

/**
 * Tells the recipient, unless the act is their own, one of the two has blocked the other, or it was told before. Like
 * everything that changes a person's notifications, it locks their topic before any of their rows.
 */
export async function notify(work: Work, act: Act): Promise<void> {
  const { db, at } = work
  const { recipientId, actorId, groupKey } = act
  if (recipientId === actorId || (await isKeptQuiet(db, act))) return

  const topic = notificationsTopic(recipientId)
  const seq = (await numberItems(db, [topic])).get(topic) ?? 0
  // Whether the group is still unread is asked under the lock: the recipient may be reading it at this moment.
  let id = await unreadGroup(db, recipientId, groupKey)
  if (id) {
    await db
      .update(notifications)
      .set({
        seq,
        updatedAt: at,
        actorCount: sql`${notifications.actorCount} + 1`,
        newestActors: sql`(array_prepend(${actorId}::uuid, ${notifications.newestActors}))[1:${NEWEST_ACTORS_MAX}]`,
      })
      .where(eq(notifications.id, id))
  } else {
    id = mintId('Notification', at)
    await db
      .insert(notifications)
      .values({ ...act, id, actorCount: 1, newestActors: [actorId], seq, createdAt: at, updatedAt: at })
    await db
      .insert(inboxes)
      .values({ recipientId, unreadCount: 1, version: seq })
      .onConflictDoUpdate({
        target: inboxes.recipientId,
        set: { unreadCount: sql`${inboxes.unreadCount} + 1`, version: seq },
      })
  }
  await db.insert(notificationActors).values({ notificationId: id, actorId, recipientId, seq })
  work.push({ topic, seq, at: at.toISOString(), data: { kind: 'changed', id } satisfies NotificationEntryData })
}

/** Both change only with social's events, one after another: no lock is needed to ask. */
async function isKeptQuiet(db: Db, { recipientId, actorId, groupKey }: Act): Promise<boolean> {
  const [row] = await rowsOf<{ quiet: boolean }>(
    db,
    sql`
      select exists (
        select from ${blocks} where (blocker_id, blocked_id) in ((${recipientId}, ${actorId}), (${actorId}, ${recipientId}))
      ) or exists (
        select from ${notifications} as held join ${notificationActors} as actor on actor.notification_id = held.id
        where held.recipient_id = ${recipientId} and held.group_key = ${groupKey} and actor.actor_id = ${actorId}
      ) as quiet`,
  )
  return row?.quiet ?? false
}

async function unreadGroup(db: Db, recipientId: UserId, groupKey: string): Promise<NotificationId | undefined> {
  const [group] = await db
    .select({ id: notifications.id })
    .from(notifications)
    .innerJoin(inboxes, eq(inboxes.recipientId, notifications.recipientId))
    .where(
      and(
        eq(notifications.recipientId, recipientId),
        eq(notifications.groupKey, groupKey),
        gt(notifications.seq, inboxes.readUpTo),
      ),
    )
    .orderBy(desc(notifications.seq))
    .limit(1)
  return group?.id
}
