import type { EventData, EventName } from '@varal/schema/events/events'
import type { PostId, UserId } from '@varal/schema/ids'
import type { Act } from './notify.ts'

type Told<Name extends EventName> = EventData<Name>

/**
 * What facts say that somebody did about somebody. Acts of one person with one group key tell a recipient once: whatever a
 * post or a comment says to them, it is one notification, of the first kind that they are told of.
 */
export const likeAct = (like: Told<'social.post.liked'>): Act => ({
  type: 'LIKE',
  recipientId: like.authorId,
  actorId: like.userId,
  groupKey: `like:${like.postId}`,
  postId: like.postId,
})

export const commentLikeAct = (like: Told<'social.comment.liked'>): Act => ({
  type: 'COMMENT_LIKE',
  recipientId: like.authorId,
  actorId: like.userId,
  groupKey: `comment-like:${like.commentId}`,
  postId: like.postId,
  postAuthorId: like.postAuthorId,
  commentId: like.commentId,
})

/** For whom it answers, for the post's author, and for who is mentioned. */
export function commentActs(comment: Told<'social.comment.added'>): Act[] {
  const act = aboutComment(comment)
  const answered = comment.parentAuthorId ? [act('REPLY', comment.parentAuthorId)] : []
  return [...answered, act('COMMENT', comment.postAuthorId), ...mentionsOfComment(comment)]
}

export const mentionsOfComment = (comment: Told<'social.comment.added'>): Act[] =>
  (comment.mentionedUserIds ?? []).map((id) => aboutComment(comment)('MENTION', id))

const aboutComment =
  ({ commentId, postId, postAuthorId, authorId }: Told<'social.comment.added'>) =>
  (type: Act['type'], recipientId: UserId): Act => ({
    ...{ type, recipientId, actorId: authorId, groupKey: `comment:${commentId}` },
    ...{ postId, postAuthorId, commentId },
  })

export const mentionsOfPost = (
  post: Pick<Told<'social.post.published'>, 'postId' | 'authorId' | 'visibility' | 'mentionedUserIds'>,
): Act[] =>
  post.visibility === 'ONLY_ME' ? [] : (post.mentionedUserIds ?? []).map((id) => aboutPost('MENTION', post, id))

export const quoteAct = (quote: Told<'social.post.quoted'>): Act => aboutPost('QUOTE', quote, quote.quotedAuthorId)

export const newPostAct = (post: { postId: PostId; authorId: UserId; ownerId: UserId }): Act =>
  aboutPost('NEW_POST', post, post.ownerId)

/** What a post says to others than its author. */
const aboutPost = (
  type: Act['type'],
  { postId, authorId }: { postId: PostId; authorId: UserId },
  recipientId: UserId,
): Act => ({ type, recipientId, actorId: authorId, groupKey: `post:${postId}`, postId, postAuthorId: authorId })

export const repostAct = (repost: Told<'social.post.reposted'>): Act => ({
  type: 'REPOST',
  recipientId: repost.authorId,
  actorId: repost.userId,
  groupKey: `repost:${repost.postId}`,
  postId: repost.postId,
})

export const saveAct = (pin: Pick<Told<'social.pin.added'>, 'postId' | 'authorId' | 'userId'>): Act => ({
  type: 'SAVE',
  recipientId: pin.authorId,
  actorId: pin.userId,
  groupKey: `save:${pin.postId}`,
  postId: pin.postId,
})

type Follow = Pick<Told<'social.user.followed'>, 'followerId' | 'followeeId'>

export const followAct = ({ followerId, followeeId }: Follow): Act => ({
  ...{ type: 'FOLLOW', recipientId: followeeId, actorId: followerId, groupKey: 'follow' },
})

export const requestAct = ({ followerId, followeeId }: Follow): Act => ({
  ...{ type: 'FOLLOW_REQUEST', recipientId: followeeId, actorId: followerId, groupKey: 'follow-request' },
})

export const acceptedAct = ({ followerId, followeeId }: Follow): Act => ({
  ...{ type: 'FOLLOW_ACCEPTED', recipientId: followerId, actorId: followeeId, groupKey: 'follow-accepted' },
})

export const invitationAct = (invitation: Told<'social.collaborator.invited'>): Act => ({
  type: 'BOARD_INVITATION',
  recipientId: invitation.userId,
  actorId: invitation.inviterId,
  groupKey: `invitation:${invitation.boardId}`,
  boardId: invitation.boardId,
})
