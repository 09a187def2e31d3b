import type { BoardId, CommentId, FeedItemId, HashtagId, NotificationId, PostId, UserId } from '@varal/schema/ids'
import type { Reason, SourceId } from './home/tables.ts'
import type { NotificationType } from './notifications/tables.ts'

export interface UserModel {
  readonly id: UserId
}

/** The author is stored with what was delivered, so that the gateway need not ask social first. */
export interface PostModel {
  readonly id: PostId
  readonly authorId: UserId | null
}

export interface CommentModel {
  readonly id: CommentId
}

export interface BoardModel {
  readonly id: BoardId
}

export interface HashtagModel {
  readonly id: HashtagId
}

export interface FeedItemModel {
  readonly id: FeedItemId
  readonly postId: PostId
  readonly authorId: UserId
  readonly deliveredAt: Date | string
  readonly reason: Reason
  readonly sourceId: SourceId | null
}

export interface NotificationModel {
  readonly id: NotificationId
  readonly recipientId: UserId
  readonly type: NotificationType
  readonly postId: PostId | null
  readonly commentId: CommentId | null
  readonly boardId: BoardId | null
  readonly actorCount: number
  /** At most ten, the most recent first. */
  readonly newestActors: readonly UserId[]
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly read: boolean
}
