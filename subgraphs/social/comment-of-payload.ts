import type { CommentId } from '@varal/schema/ids'
import type { Ctx } from './loaders.ts'

/** The `comment` of a payload: read after the commit, and null when the mutation was refused or the caller does not see it. */
export const commentOfPayload = ({ comment }: { comment?: { id: CommentId } }, _args: unknown, ctx: Ctx) =>
  comment ? ctx.load.comment.load(comment.id) : null
