import type { Work } from '@varal/platform/work'
import type { Visibility } from '../policy.ts'
import { mentionedIn } from '../span.ts'
import type { PostRow } from './tables.ts'

/** Told once per post: when its state becomes PUBLISHED. */
export function announcePublished(work: Work, post: PostRow): void {
  work.announce('social.post.published', factOf(post))
}

/** Told for each edit of a published post. */
export function announceEdited(work: Work, post: PostRow, visibilityBefore: Visibility): void {
  const publishedAt = (post.publishedAt ?? work.at).toISOString()
  work.announce('social.post.edited', { ...factOf(post), visibilityBefore, publishedAt })
}

const factOf = (post: PostRow) => ({
  postId: post.id,
  authorId: post.authorId,
  visibility: post.visibility,
  text: post.text,
  assetIds: post.assetIds,
  hashtags: post.hashtags,
  mentionedUserIds: mentionedIn(post.spans),
  quoteOfId: post.quoteOf,
  link: post.link && post.linkAssetId ? { url: post.link, assetId: post.linkAssetId } : null,
})
