import type { Viewer } from '@varal/platform/viewer'
import type { UserId } from '@varal/schema/ids'

export const visibilities = ['PUBLIC', 'UNLISTED', 'FOLLOWERS', 'ONLY_ME'] as const
export type Visibility = (typeof visibilities)[number]

export const boardPrivacies = ['PUBLIC', 'COLLABORATORS', 'SECRET'] as const
export type BoardPrivacy = (typeof boardPrivacies)[number]

/** What somebody who accepted an invitation may do on a board; each may what those before it may. */
export const boardRoles = ['VIEWER', 'CONTRIBUTOR', 'ADMIN'] as const
export type BoardRole = (typeof boardRoles)[number]

/**
 * What clients know of, and DELETED: nobody sees such a post again, and its row only keeps counters and boards right. A
 * REMOVED one was taken away by moderators: only its author sees it.
 */
export type PostState = 'DRAFT' | 'SCHEDULED' | 'WAITING_FOR_MEDIA' | 'PUBLISHED' | 'FAILED' | 'REMOVED' | 'DELETED'

/** How the viewer stands to a person. The anonymous follow nobody, and nobody has blocked them. */
export interface Standing {
  readonly viewerFollows: boolean
  /** The two are not to meet: either has blocked the other, or the person is away. */
  readonly isBlocked: boolean
  /** The person's account is private: for who follows them, and nobody else. */
  readonly isPrivate: boolean
}

export const audienceRules = ['EVERYONE', 'FOLLOWERS', 'FOLLOWED_BY_ME', 'NOBODY'] as const
/** Who else may do something with what a person makes; "me" is that person. */
export type AudienceRule = (typeof audienceRules)[number]

/** Whether a person's rule lets somebody who stands to them like this. The person always may. */
export function isAllowedBy(
  rule: AudienceRule,
  facts: { readonly viewerFollows: boolean; readonly isFollowed: boolean },
) {
  switch (rule) {
    case 'EVERYONE':
      return true
    case 'FOLLOWERS':
      return facts.viewerFollows
    case 'FOLLOWED_BY_ME':
      return facts.isFollowed
    case 'NOBODY':
      return false
  }
}

/** Whether what a person has made, and whom they know, may be shown to somebody else at all. */
export const isOpen = ({ viewerFollows, isBlocked, isPrivate }: Standing): boolean =>
  !isBlocked && (!isPrivate || viewerFollows)

/** All that decides who sees a post. The standing is to its author. */
export interface PostFacts extends Standing {
  readonly authorId: UserId
  readonly visibility: Visibility
  readonly state: PostState
  /** Of a repost only: the facts of what it shows; null if that is gone. */
  readonly original?: PostFacts | null
}

/** The only judge of who sees a post. Whatever shows a post, or acts on one, asks here. */
export function canView(viewer: Viewer, post: PostFacts): boolean {
  if (post.state === 'DELETED') return false
  // A repost is seen by who sees both.
  if (post.original !== undefined && !(post.original && canView(viewer, post.original))) return false
  if (isViewer(viewer, post.authorId)) return true
  if (post.state !== 'PUBLISHED' || !isOpen(post)) return false
  switch (post.visibility) {
    case 'PUBLIC':
    case 'UNLISTED':
      return true
    case 'FOLLOWERS':
      return post.viewerFollows
    case 'ONLY_ME':
      return false
  }
}

/** Whether a post that is seen may be shown to others by a repost: what anybody may see. */
export const canRepost = ({ visibility, state, isPrivate }: PostFacts): boolean =>
  visibility === 'PUBLIC' && state === 'PUBLISHED' && !isPrivate

/** Which of a person's published posts the viewer sees, for lists that choose rows in SQL: `canView`, asked in advance. */
export function visibleOf(viewer: Viewer, authorId: UserId, standing: Standing): Visibility[] {
  return visibilities.filter((visibility) => canView(viewer, { authorId, visibility, state: 'PUBLISHED', ...standing }))
}

/** All that decides who sees a comment, besides its post. */
export interface CommentFacts {
  readonly authorId: UserId
  /** As in `Standing`, to who wrote it. */
  readonly isBlocked: boolean
  /** By the post's author. */
  readonly hiddenAt: Date | null
  /** By moderators. */
  readonly removedAt: Date | null
}

/**
 * A comment is seen with its post, unless a block is between the viewer and who wrote it. What is hidden is for who wrote it
 * and the post's author; what moderators removed for who wrote it. Each is judged by itself: not by what it replies to.
 */
export function canViewComment(viewer: Viewer, post: PostFacts, comment: CommentFacts): boolean {
  if (!canView(viewer, post) || comment.isBlocked) return false
  if (isViewer(viewer, comment.authorId)) return true
  if (comment.removedAt !== null) return false
  return comment.hiddenAt === null || isViewer(viewer, post.authorId)
}

/** Whether everybody sees it who sees the post, but for blocks: only such a comment is counted, edited aloud or replied to. */
export const isOpenComment = ({ hiddenAt, removedAt }: Pick<CommentFacts, 'hiddenAt' | 'removedAt'>): boolean =>
  hiddenAt === null && removedAt === null

/** Whether the viewer may take a comment away or hide it, that of somebody whom they have blocked too. They see the post. */
export const canRemoveComment = (viewer: Viewer, post: PostFacts, authorId: UserId): boolean =>
  isViewer(viewer, authorId) || isViewer(viewer, post.authorId)

/** All that decides who sees a board. The standing is to its owner. */
export interface BoardFacts extends Standing {
  readonly ownerId: UserId
  readonly privacy: BoardPrivacy
  /** The viewer's, once the invitation is accepted. */
  readonly role: BoardRole | null
  /** By moderators. */
  readonly removedAt: Date | null
}

/** A block ends collaboration; that the owner's account is private does not. What moderators removed is for its owner. */
export function canViewBoard(viewer: Viewer, board: BoardFacts): boolean {
  if (isViewer(viewer, board.ownerId)) return true
  if (board.removedAt !== null) return false
  return !board.isBlocked && (board.role !== null || (board.privacy === 'PUBLIC' && isOpen(board)))
}

/** Whether the viewer puts posts on the board. */
export const canPin = (viewer: Viewer, board: BoardFacts): boolean =>
  isViewer(viewer, board.ownerId) || (canViewBoard(viewer, board) && board.role !== null && board.role !== 'VIEWER')

/** Whether the viewer changes what the board is called, its cover, sections and order, and takes off what others put there. */
export const canEditBoard = (viewer: Viewer, board: BoardFacts): boolean =>
  isViewer(viewer, board.ownerId) || (canViewBoard(viewer, board) && board.role === 'ADMIN')

/** Whether the viewer decides who takes part. To a secret board only its owner lets people in. */
export const canManageCollaborators = (viewer: Viewer, board: BoardFacts): boolean =>
  isViewer(viewer, board.ownerId) || (canEditBoard(viewer, board) && board.privacy !== 'SECRET')

/** A pin is seen with its board, unless a block is between the viewer and who saved it. The owner sees all of the own board. */
export const canViewPin = (viewer: Viewer, board: BoardFacts, isSaverBlocked: boolean): boolean =>
  canViewBoard(viewer, board) && (!isSaverBlocked || isViewer(viewer, board.ownerId))

/** Whether the viewer takes a pin off the board, or moves it: the own ones, as long as they are seen, and who edits the board all. */
export const canRemovePin = (viewer: Viewer, board: BoardFacts, savedBy: UserId): boolean =>
  canEditBoard(viewer, board) || (canViewBoard(viewer, board) && isViewer(viewer, savedBy))

/** What is kept on a board that is not public is counted and told of nowhere else. */
export const isSecretBoard = ({ privacy }: Pick<BoardFacts, 'privacy'>): boolean => privacy !== 'PUBLIC'

export const isViewer = (viewer: Viewer, person: UserId): boolean => viewer.kind === 'user' && viewer.id === person
