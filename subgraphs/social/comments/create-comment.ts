import { globalId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import { idempotencyKey } from '@varal/platform/mutation'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { AssetId, CommentId, PostId, UserId } from '@varal/schema/ids'
import { z } from 'zod'
import { lockMediaOf } from '../advisory-lock.ts'
import { isUsable, knownAssets } from '../assets/reads.ts'
import { lettingComment } from '../audience/reads.ts'
import { isOpenComment } from '../policy.ts'
import { visiblePost } from '../posts/reads.ts'
import { spansOf } from '../spans-of.ts'
import { announceSpoken } from './announce.ts'
import { commentText, saysSomething } from './comment-text.ts'
import { heldComment } from './reads.ts'
import { type CommentRow, comments } from './tables.ts'

export const createCommentInput = z
  .object({
    postId: globalId('Post'),
    parentId: globalId('Comment').nullable().default(null),
    text: commentText,
    assetId: globalId('Asset').nullable().default(null),
    idempotencyKey,
  })
  .superRefine(({ text, assetId }, ctx) => {
    if (assetId === null && !saysSomething(text))
      ctx.addIssue({ code: 'too_small', origin: 'string', minimum: 1, input: text, path: ['text'] })
  })

/**
 * Comments on a post, or replies to a comment there: it is seen at once, and its picture when that is ready. Who may is
 * for the post's author to say, of replies too. `awaitAssets` goes before it.
 */
export async function createComment(
  work: Work,
  author: Actor,
  { postId, parentId, text, assetId }: z.output<typeof createCommentInput>,
): Promise<Outcome<{ comment: { id: CommentId }; post: { id: PostId } }>> {
  const post = await visiblePost(work.db, author, postId)
  if (!post) return refuse('NOT_FOUND', ['input', 'postId'])
  const parent = parentId && (await heldComment(work.db, author, parentId))?.comment
  if (parentId && parent?.postId !== postId) return refuse('NOT_FOUND', ['input', 'parentId'])
  // What others do not see would be answered before their eyes.
  if (parent && !isOpenComment(parent)) return refuse('REPLIES_RESTRICTED', ['input', 'parentId'])
  if ((await lettingComment(work.db, author)([post.authorId])).length === 0)
    return refuse('REPLIES_RESTRICTED', ['input', 'postId'])
  if (assetId) await lockMediaOf(work.db, author.id)
  if (assetId && !(await isUsablePicture(work, assetId, author.id)))
    return refuse('ASSET_NOT_USABLE', ['input', 'assetId'])

  const [comment] = await work.db
    .insert(comments)
    .values({
      id: mintId('Comment', work.at),
      postId,
      authorId: author.id,
      text,
      spans: await spansOf(work.db, author.id, text),
      assetId,
      parentId: parent?.id ?? null,
      rootId: parent ? (parent.rootId ?? parent.id) : null,
      depth: parent ? parent.depth + 1 : 0,
      createdAt: work.at,
    })
    .returning()
  announceSpoken(work, 'social.comment.added', comment as CommentRow, post.authorId, parent?.authorId ?? null)
  return { comment: { id: (comment as CommentRow).id }, post: { id: postId } }
}

async function isUsablePicture({ db }: Work, id: AssetId, owner: UserId): Promise<boolean> {
  const [asset] = await knownAssets(db, [id])
  return isUsable(asset, owner) && asset?.kind === 'IMAGE'
}
