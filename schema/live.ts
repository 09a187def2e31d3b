import type { AssetId, UserId } from './ids.ts'

/** What can be watched. A topic is one log: its items are numbered from 1 without gaps. */
export type Topic = `home:${string}` | `notifications:${string}` | `asset:${string}`

export const homeTopic = (owner: UserId): Topic => `home:${owner}`
export const notificationsTopic = (recipient: UserId): Topic => `notifications:${recipient}`
export const assetTopic = (asset: AssetId): Topic => `asset:${asset}`
