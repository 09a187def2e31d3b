import type { Viewer } from '@varal/platform/viewer'
import type { UserId } from '@varal/schema/ids'

export const visibilities = ['PUBLIC', 'UNLISTED', 'FOLLOWERS', 'ONLY_ME'] as const
export type Visibility = (typeof visibilities)[number]

export const boardPrivacies = ['PUBLIC', 'SECRET'] as const
export type BoardPrivacy = (typeof boardPrivacies)[number]

/** What clients know of, and DELETED: nobody sees such a post again, and its row only keeps counters and boards right. */
export type PostState = 'WAITING_FOR_MEDIA' | 'PUBLISHED' | 'FAILED' | 'DELETED'

/** How the viewer stands to a person. Both are false for the anonymous. */
export interface Standing {
  readonly viewerFollows: boolean
  /** Either of the two has blocked the other. */
  readonly isBlocked: boolean
}

/** All that decides who sees a post. The standing is to its author. */
export interface PostFacts extends Standing {
  readonly authorId: UserId
  readonly visibility: Visibility
  readonly state: PostState
}

/** The only judge of who sees a post. Whatever shows a post, or acts on one, asks here. */
export function canView(viewer: Viewer, post: PostFacts): boolean {
  if (post.state === 'DELETED') return false
  if (isViewer(viewer, post.authorId)) return true
  if (post.state !== 'PUBLISHED' || post.isBlocked) return false
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

/** Which of a person's published posts the viewer sees, for lists that choose rows in SQL: `canView`, asked in advance. */
export function visibleOf(viewer: Viewer, authorId: UserId, standing: Standing): Visibility[] {
  return visibilities.filter((visibility) => canView(viewer, { authorId, visibility, state: 'PUBLISHED', ...standing }))
}

/** A comment is seen with its post, unless a block is between the viewer and who wrote it. */
export function canViewComment(viewer: Viewer, post: PostFacts, isCommenterBlocked: boolean): boolean {
  return canView(viewer, post) && !isCommenterBlocked
}

export interface BoardFacts {
  readonly ownerId: UserId
  readonly privacy: BoardPrivacy
  /** Between the viewer and the owner, in either direction. */
  readonly isBlocked: boolean
}

export function canViewBoard(viewer: Viewer, board: BoardFacts): boolean {
  return isViewer(viewer, board.ownerId) || (board.privacy === 'PUBLIC' && !board.isBlocked)
}

/** Only the owner pins on a board. */
export const canPin = (viewer: Viewer, board: Pick<BoardFacts, 'ownerId'>): boolean => isViewer(viewer, board.ownerId)

export const isViewer = (viewer: Viewer, person: UserId): boolean => viewer.kind === 'user' && viewer.id === person
