import { type Handler, on } from '@varal/platform/handlers'
import type { CommentId, PostId } from '@varal/schema/ids'
import { notify } from './notify.ts'

export const likeKey = (postId: PostId) => `like:${postId}`
export const commentKey = (commentId: CommentId) => `comment:${commentId}`
export const followKey = 'follow'

const notifyOfLike = on('social.post.liked', 'notify-of-like', ({ data: like }, work) =>
  notify(work, {
    type: 'LIKE',
    recipientId: like.authorId,
    actorId: like.userId,
    groupKey: likeKey(like.postId),
    postId: like.postId,
  }),
)

const notifyOfComment = on('social.comment.added', 'notify-of-comment', ({ data: comment }, work) =>
  notify(work, {
    type: 'COMMENT',
    recipientId: comment.postAuthorId,
    actorId: comment.authorId,
    groupKey: commentKey(comment.commentId),
    postId: comment.postId,
    commentId: comment.commentId,
  }),
)

const notifyOfFollow = on('social.user.followed', 'notify-of-follow', ({ data: follow }, work) =>
  notify(work, {
    type: 'FOLLOW',
    recipientId: follow.followeeId,
    actorId: follow.followerId,
    groupKey: followKey,
  }),
)

export const notifyHandlers: readonly Handler[] = [notifyOfLike, notifyOfComment, notifyOfFollow]
