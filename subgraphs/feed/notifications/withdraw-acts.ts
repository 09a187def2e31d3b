import { rowsOf } from '@varal/platform/db'
import { type Handler, on, onBatch } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { NotificationId, PostId, UserId } from '@varal/schema/ids'
import { and, desc, eq, type SQL, sql } from 'drizzle-orm'
import type { Act } from './notify.ts'
import { commentKey, followKey, likeKey } from './notify-of-acts.ts'
import { notificationActors, notifications } from './tables.ts'
import { withdrawActors, withdrawNotifications } from './withdraw.ts'

/** Notifications that one round takes away. */
const CHUNK = 1_000
/** Of somebody who is blocked, traces in the newest notifications go. */
const TRACES_MAX = 500

type UndoneAct = Pick<Act, 'recipientId' | 'actorId' | 'groupKey'>

const withdrawLikes = onBatch('social.post.unliked', 'withdraw-like', (events, work) =>
  withdrawActs(
    work,
    events.map(({ data: like }) => ({
      recipientId: like.authorId,
      actorId: like.userId,
      groupKey: likeKey(like.postId),
    })),
  ),
)

const withdrawComments = onBatch('social.comment.removed', 'withdraw-comment', (events, work) =>
  withdrawActs(
    work,
    events.map(({ data: comment }) => ({
      recipientId: comment.postAuthorId,
      actorId: comment.authorId,
      groupKey: commentKey(comment.commentId),
    })),
  ),
)

const withdrawFollows = onBatch('social.user.unfollowed', 'withdraw-follow', (events, work) =>
  withdrawActs(
    work,
    events.map(({ data: follow }) => ({
      recipientId: follow.followeeId,
      actorId: follow.followerId,
      groupKey: followKey,
    })),
  ),
)

/** The two no longer see each other: not in old notifications either. */
const withdrawBlocked = on('social.user.blocked', 'withdraw-blocked', async ({ data }, work) => {
  const told = await tracesOf(work, data.blockerId, data.blockedId)
  await withdrawActors(work, [...told, ...(await tracesOf(work, data.blockedId, data.blockerId))])
})

const withdrawPost = on('social.post.deleted', 'withdraw-post', ({ data: post }, work) =>
  withdrawAllOf(work, post.authorId, post.postId),
)

export const withdrawHandlers: readonly Handler[] = [
  withdrawLikes,
  withdrawComments,
  withdrawFollows,
  withdrawBlocked,
  withdrawPost,
]

/** Takes back what people did: one statement more than `withdrawActors`. What was never told, or is told twice, changes nothing. */
async function withdrawActs(work: Work, acts: readonly UndoneAct[]): Promise<void> {
  const traces = await rowsOf<{ id: NotificationId; recipient_id: UserId; actor_id: UserId }>(
    work.db,
    tracesOfActs(acts),
  )
  await withdrawActors(
    work,
    traces.map(({ id, recipient_id: recipientId, actor_id: actorId }) => ({ id, recipientId, actorId })),
  )
}

/** The notifications that tell of the acts. Exported for the test that proves its indexes. */
export function tracesOfActs(acts: readonly UndoneAct[]): SQL {
  const column = (name: keyof UndoneAct) => sql.param(acts.map((act) => act[name]))
  return sql`
    select distinct held.id, held.recipient_id, actor.actor_id
    from unnest(${column('recipientId')}::uuid[], ${column('actorId')}::uuid[], ${column('groupKey')}::text[])
      as act (recipient_id, actor_id, group_key)
    join ${notifications} as held on held.recipient_id = act.recipient_id and held.group_key = act.group_key
    join ${notificationActors} as actor
      on actor.notification_id = held.id and actor.actor_id = act.actor_id and actor.recipient_id = act.recipient_id`
}

const tracesOf = ({ db }: Work, recipientId: UserId, actorId: UserId) =>
  db
    .select({
      id: notificationActors.notificationId,
      recipientId: notificationActors.recipientId,
      actorId: notificationActors.actorId,
    })
    .from(notificationActors)
    .where(and(eq(notificationActors.recipientId, recipientId), eq(notificationActors.actorId, actorId)))
    .orderBy(desc(notificationActors.seq))
    .limit(TRACES_MAX)

async function withdrawAllOf(work: Work, recipientId: UserId, postId: PostId): Promise<void> {
  for (let isFull = true; isFull; ) {
    const held = await work.db
      .select({ id: notifications.id, recipientId: notifications.recipientId })
      .from(notifications)
      .where(and(eq(notifications.postId, postId), eq(notifications.recipientId, recipientId)))
      .limit(CHUNK)
    await withdrawNotifications(work, held)
    isFull = held.length === CHUNK
  }
}
