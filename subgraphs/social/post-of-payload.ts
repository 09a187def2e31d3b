import type { PostId } from '@varal/schema/ids'
import type { Ctx } from './loaders.ts'

/** The `post` of a payload: read after the commit, and null when the mutation was refused or a replay comes after the post's end. */
export const postOfPayload = ({ post }: { post?: { id: PostId } }, _args: unknown, ctx: Ctx) =>
  post ? ctx.load.post.load(post.id) : null
