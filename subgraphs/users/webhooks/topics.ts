/** What a webhook can be told of: public things only. A post that is public no longer is as good as deleted. */
export const webhookTopics = [
  'post.published',
  'post.edited',
  'post.deleted',
  'user.followed',
  'user.unfollowed',
] as const

export type WebhookTopic = (typeof webhookTopics)[number]
