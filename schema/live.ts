import type { AssetId, BoardId, PostId, UserId } from './ids.ts'

/** What can be watched. A topic is one log: its items are numbered from 1 without gaps. `standing` and `presence` have only hints. */
export type Topic =
  | `home:${string}`
  | `notifications:${string}`
  | `asset:${string}`
  | `post:${string}`
  | `board:${string}`
  | `standing:${string}`
  | `presence:${string}`
  | 'public'
  | 'manifests'

export const homeTopic = (owner: UserId): Topic => `home:${owner}`
export const notificationsTopic = (recipient: UserId): Topic => `notifications:${recipient}`
export const assetTopic = (asset: AssetId): Topic => `asset:${asset}`
/** The comments of a post. A hint says that its counts have changed, or who may see it. */
export const postTopic = (post: PostId): Topic => `post:${post}`
/** What happens on a board. A hint says that who may see it has changed. */
export const boardTopic = (board: BoardId): Topic => `board:${board}`
/** Hinted at when a person may see less than before: after a block, or the end of a follow or of a collaboration. */
export const standingTopic = (person: UserId): Topic => `standing:${person}`
/** What happens to public posts, everybody's. */
export const publicTopic: Topic = 'public'
/** Hinted at when somebody comes to a post, goes, or types. It has no log. */
export const presenceTopic = (post: PostId): Topic => `presence:${post}`
/** What was published and retired: gateways read the table behind it by its numbers. */
export const manifestsTopic: Topic = 'manifests'
