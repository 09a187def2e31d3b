import type { CommentId, FeedItemId, NotificationId, PostId, UserId } from '@varal/schema/ids'
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

export interface FeedItemModel {
  readonly id: FeedItemId
  readonly postId: PostId
  readonly authorId: UserId
  readonly deliveredAt: Date | string
}

export interface NotificationModel {
  readonly id: NotificationId
  readonly recipientId: UserId
  readonly type: NotificationType
  readonly postId: PostId | null
  readonly commentId: CommentId | null
  readonly actorCount: number
  /** At most ten, the most recent first. */
  readonly newestActors: readonly UserId[]
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly read: boolean
}
