import type { Work } from '@varal/platform/work'
import type { PostRow } from './tables.ts'

/** Told once per post: when its state becomes PUBLISHED. */
export function announcePublished(work: Work, post: PostRow): void {
  work.announce('social.post.published', {
    postId: post.id,
    authorId: post.authorId,
    visibility: post.visibility,
    text: post.text,
    assetIds: post.assetIds,
  })
}
