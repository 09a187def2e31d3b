import { type Handler, onBatch } from '@varal/platform/handlers'
import type { CommentId, PostId } from '@varal/schema/ids'
import { notify } from './notify.ts'

export const likeKey = (postId: PostId) => `like:${postId}`
export const commentKey = (commentId: CommentId) => `comment:${commentId}`
export const followKey = 'follow'

const notifyOfLikes = onBatch('social.post.liked', 'notify-of-like', (events, work) =>
  notify(
    work,
    events.map(({ data: like }) => ({
      type: 'LIKE',
      recipientId: like.authorId,
      actorId: like.userId,
      groupKey: likeKey(like.postId),
      postId: like.postId,
    })),
  ),
)

const notifyOfComments = onBatch('social.comment.added', 'notify-of-comment', (events, work) =>
  notify(
    work,
    events.map(({ data: comment }) => ({
      type: 'COMMENT',
      recipientId: comment.postAuthorId,
      actorId: comment.authorId,
      groupKey: commentKey(comment.commentId),
      postId: comment.postId,
      commentId: comment.commentId,
    })),
  ),
)

const notifyOfFollows = onBatch('social.user.followed', 'notify-of-follow', (events, work) =>
  notify(
    work,
    events.map(({ data: follow }) => ({
      type: 'FOLLOW',
      recipientId: follow.followeeId,
      actorId: follow.followerId,
      groupKey: followKey,
    })),
  ),
)

export const notifyHandlers: readonly Handler[] = [notifyOfLikes, notifyOfComments, notifyOfFollows]
