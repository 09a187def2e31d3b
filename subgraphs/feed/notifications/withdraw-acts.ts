import { type Handler, on } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { PostId, UserId } from '@varal/schema/ids'
import { notificationsTopic } from '@varal/schema/live'
import { and, desc, eq } from 'drizzle-orm'
import { commentKey, followKey, likeKey } from './notify-of-acts.ts'
import { notificationActors, notifications } from './tables.ts'
import { withdrawActor, withdrawNotifications } from './withdraw.ts'

/** Notifications that one round takes away. */
const CHUNK = 1_000
/** Of somebody who is blocked, traces in the newest notifications go. */
const TRACES_MAX = 500

const withdrawLike = on('social.post.unliked', 'withdraw-like', ({ data: like }, work) =>
  withdrawAct(work, like.authorId, like.userId, likeKey(like.postId)),
)

const withdrawComment = on('social.comment.removed', 'withdraw-comment', ({ data: comment }, work) =>
  withdrawAct(work, comment.postAuthorId, comment.authorId, commentKey(comment.commentId)),
)

const withdrawFollow = on('social.user.unfollowed', 'withdraw-follow', ({ data: follow }, work) =>
  withdrawAct(work, follow.followeeId, follow.followerId, followKey),
)

/** The two no longer see each other: not in old notifications either. */
const withdrawBlocked = on('social.user.blocked', 'withdraw-blocked', async ({ data }, work) => {
  const pair: readonly [UserId, UserId][] = [
    [data.blockerId, data.blockedId],
    [data.blockedId, data.blockerId],
  ]
  // In the order of the topics' names, as everybody who locks several.
  const inOrder = pair.toSorted(([a], [b]) => (notificationsTopic(a) < notificationsTopic(b) ? -1 : 1))
  for (const [recipientId, actorId] of inOrder) {
    const traces = await work.db
      .select({ id: notificationActors.notificationId })
      .from(notificationActors)
      .where(and(eq(notificationActors.recipientId, recipientId), eq(notificationActors.actorId, actorId)))
      .orderBy(desc(notificationActors.seq))
      .limit(TRACES_MAX)
    await withdrawActor(
      work,
      recipientId,
      actorId,
      traces.map(({ id }) => id),
    )
  }
})

const withdrawPost = on('social.post.deleted', 'withdraw-post', ({ data: post }, work) =>
  withdrawAllOf(work, post.authorId, post.postId),
)

export const withdrawHandlers: readonly Handler[] = [
  withdrawLike,
  withdrawComment,
  withdrawFollow,
  withdrawBlocked,
  withdrawPost,
]

async function withdrawAct(work: Work, recipientId: UserId, actorId: UserId, groupKey: string): Promise<void> {
  const held = await work.db
    .select({ id: notifications.id })
    .from(notifications)
    .innerJoin(
      notificationActors,
      and(eq(notificationActors.notificationId, notifications.id), eq(notificationActors.actorId, actorId)),
    )
    .where(and(eq(notifications.recipientId, recipientId), eq(notifications.groupKey, groupKey)))
  await withdrawActor(
    work,
    recipientId,
    actorId,
    held.map(({ id }) => id),
  )
}

async function withdrawAllOf(work: Work, recipientId: UserId, postId: PostId): Promise<void> {
  for (let isFull = true; isFull; ) {
    const held = await work.db
      .select({ id: notifications.id })
      .from(notifications)
      .where(and(eq(notifications.postId, postId), eq(notifications.recipientId, recipientId)))
      .limit(CHUNK)
    await withdrawNotifications(
      work,
      recipientId,
      held.map(({ id }) => id),
    )
    isFull = held.length === CHUNK
  }
}
