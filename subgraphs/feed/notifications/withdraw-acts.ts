import { among, rowsOf } from '@varal/platform/db'
import { type Handler, on, onBatch } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { DomainEvent, EventName } from '@varal/schema/events/events'
import type { NotificationId, UserId } from '@varal/schema/ids'
import { and, desc, eq, ne, type SQL, sql } from 'drizzle-orm'
import { isFollowing } from '../follows/reads.ts'
import { acceptedAct, commentLikeAct, followAct, likeAct, repostAct, requestAct, saveAct } from './acts.ts'
import type { Act } from './notify.ts'
import { notificationActors, notifications } from './tables.ts'
import { withdrawActors, withdrawNotifications } from './withdraw.ts'

/** Notifications that one round takes away. */
const CHUNK = 1_000
/** Of somebody who is blocked, traces in the newest notifications go. */
const TRACES_MAX = 500

type UndoneAct = Pick<Act, 'recipientId' | 'actorId' | 'groupKey'>

/** Takes back what the facts tell of. */
const withdrawOf = <Name extends EventName>(
  event: Name,
  as: string,
  actsOf: (data: DomainEvent<Name>['data']) => readonly UndoneAct[],
): Handler =>
  onBatch(event, as, (events, work) =>
    withdrawActs(
      work,
      events.flatMap(({ data }) => actsOf(data)),
    ),
  )

/** Takes away all notifications about a comment. */
const withdrawComments = onBatch('social.comment.removed', 'withdraw-comment', (events, work) =>
  withdrawAll(
    work,
    among(
      notifications.commentId,
      events.map(({ data }) => data.commentId),
    ),
  ),
)

/** Who wrote it sees it still, with what others have done about it. */
const withdrawFromOthers = (event: 'social.comment.hidden' | 'social.comment.withheld', as: string) =>
  on(event, as, ({ data: { commentId, authorId } }, work) =>
    withdrawAll(work, and(eq(notifications.commentId, commentId), ne(notifications.recipientId, authorId))),
  )

/** The two no longer see each other: not in old notifications either. */
const withdrawBlocked = on('social.user.blocked', 'withdraw-blocked', async ({ data }, work) => {
  const told = await tracesOf(work, data.blockerId, data.blockedId)
  await withdrawActors(work, [...told, ...(await tracesOf(work, data.blockedId, data.blockerId))])
})

const withdrawPost = on('social.post.deleted', 'withdraw-post', ({ data: { postId } }, work) =>
  withdrawAll(work, eq(notifications.postId, postId)),
)

const withdrawWithheld = on('social.post.withheld', 'withdraw-withheld', ({ data: { postId, authorId } }, work) =>
  withdrawAll(work, and(eq(notifications.postId, postId), ne(notifications.recipientId, authorId))),
)

/** From those for whom the post is no longer. */
const withdrawNarrowed = on('social.post.edited', 'withdraw-narrowed', async ({ data: post }, work) => {
  if (post.visibility === post.visibilityBefore || post.visibility === 'PUBLIC' || post.visibility === 'UNLISTED')
    return
  const followsAuthor = isFollowing(sql`${notifications.recipientId}`, sql`${post.authorId}`)
  await withdrawAll(
    work,
    and(
      eq(notifications.postId, post.postId),
      ne(notifications.recipientId, post.authorId),
      post.visibility === 'FOLLOWERS' ? sql`not ${followsAuthor}` : undefined,
    ),
  )
})

/** Whoever made it. */
const withdrawInvitation = on('social.collaborator.left', 'withdraw-invitation', ({ data }, work) =>
  withdrawAll(work, and(eq(notifications.boardId, data.boardId), eq(notifications.recipientId, data.userId))),
)

const withdrawBoard = on('social.board.deleted', 'withdraw-board', ({ data: { boardId } }, work) =>
  withdrawAll(work, eq(notifications.boardId, boardId)),
)

export const withdrawHandlers: readonly Handler[] = [
  withdrawOf('social.post.unliked', 'withdraw-like', (like) => [likeAct(like)]),
  withdrawOf('social.post.unreposted', 'withdraw-repost', (repost) => [repostAct(repost)]),
  withdrawOf('social.comment.unliked', 'withdraw-comment-like', (like) => [commentLikeAct(like)]),
  withdrawOf('social.user.unfollowed', 'withdraw-follow', (follow) => [followAct(follow), acceptedAct(follow)]),
  withdrawOf('social.user.followed', 'withdraw-answered', (follow) =>
    follow.wasRequested ? [requestAct(follow)] : [],
  ),
  withdrawOf('social.follow.withdrawn', 'withdraw-request', (request) => [requestAct(request)]),
  // A pin that moves is told of as added too: it stays what it was, or hides on a secret board.
  withdrawOf('social.pin.removed', 'withdraw-pin', (pin) => (pin.isSecret || pin.isMoving ? [] : [saveAct(pin)])),
  withdrawOf('social.pin.added', 'withdraw-moved-pin', (pin) => (pin.isSecret && pin.isMoving ? [saveAct(pin)] : [])),
  withdrawOf('social.pin.hidden', 'withdraw-hidden-pin', (pin) => [saveAct(pin)]),
  withdrawInvitation,
  withdrawComments,
  withdrawFromOthers('social.comment.hidden', 'withdraw-hidden-comment'),
  withdrawFromOthers('social.comment.withheld', 'withdraw-withheld-comment'),
  withdrawBlocked,
  withdrawPost,
  withdrawWithheld,
  withdrawNarrowed,
  withdrawBoard,
]

/** Takes back what people did: one statement more than `withdrawActors`. What was never told, or is told twice, changes nothing. */
async function withdrawActs(work: Work, acts: readonly UndoneAct[]): Promise<void> {
  if (acts.length === 0) return
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

async function withdrawAll(work: Work, which: SQL | undefined): Promise<void> {
  for (let isFull = true; isFull; ) {
    const held = await work.db
      .select({ id: notifications.id, recipientId: notifications.recipientId })
      .from(notifications)
      .where(which)
      .limit(CHUNK)
    await withdrawNotifications(work, held)
    isFull = held.length === CHUNK
  }
}
