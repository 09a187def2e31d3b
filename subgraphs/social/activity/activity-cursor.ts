import type { PostId } from '@varal/schema/ids'
import { postTopic } from '@varal/schema/live'
import { z } from 'zod'
import type { Ctx } from '../loaders.ts'

/** How much of a post's activity a client has. */
export interface ActivityPosition {
  /** The last comment's number. */
  readonly seq: number
  /** The version of the counts that it was shown; null if it was shown none. */
  readonly countsVersion: number | null
}

const sealed = z.tuple([z.string(), z.int().nonnegative(), z.int().nonnegative().nullable()])
const purposeOf = (postId: PostId) => `stream:${postTopic(postId)}`

type Sealing = Pick<Ctx, 'cursors' | 'live'>

export const activityCursor = (ctx: Sealing, postId: PostId, { seq, countsVersion }: ActivityPosition): string =>
  ctx.cursors.seal(purposeOf(postId), [ctx.live.epoch, seq, countsVersion])

/** Null if the cursor is not of this post's stream, or of an earlier life of the log. */
export function openActivityCursor(ctx: Sealing, postId: PostId, cursor: string): ActivityPosition | null {
  const [epoch, seq, countsVersion] = ctx.cursors.open(purposeOf(postId), cursor, sealed) ?? []
  return epoch === ctx.live.epoch && seq !== undefined ? { seq, countsVersion: countsVersion ?? null } : null
}
