import { decodeId } from '@varal/platform/global-ids'
import { type Outcome, refuse, refuseUntil } from '@varal/platform/outcome'
import type { Ctx } from '../loaders.ts'
import { signedIn } from '../signed-in.ts'
import { roomsHere } from './rooms.ts'

/** Enough for one box that is typed in without pause, every two seconds. */
const bucket = { points: 10, fillMs: 20_000 }
const RETRY_MS = bucket.fillMs / bucket.points

/**
 * Says that the viewer writes a comment. No transaction: nothing is stored, and without the cache nobody learns of it, which
 * is no fault.
 */
export async function sayTyping(input: { postId: string }, ctx: Ctx): Promise<Outcome<object>> {
  const person = signedIn(ctx.viewer)
  const taken = await ctx.cache.take(`typing:${person}`, bucket, 1, 1).catch(() => null)
  if (taken?.taken === 0) return refuseUntil(RETRY_MS)
  const postId = decodeId('Post', input.postId)
  const post = postId && (await ctx.load.post.load(postId))
  if (!post || post.kind === 'REPOST') return refuse('NOT_FOUND', ['input', 'postId'])
  if (!(await ctx.load.lettingComment.load(post.authorId))) return refuse('REPLIES_RESTRICTED', ['input', 'postId'])

  if (taken)
    await roomsHere(ctx)
      .type(post.id, person)
      .catch(() => {})
  return {}
}
