import { chronological } from '../chronological.ts'
import type { Ctx } from '../loaders.ts'
import type { CommentsOf, Place } from './reads.ts'
import type { CommentRow } from './tables.ts'
import { topComments } from './top-comments.ts'

interface Args {
  readonly first: number
  readonly after?: string | null | undefined
  readonly order: 'OLDEST' | 'NEWEST' | 'TOP'
}

/** The comments of a place in the order that is wanted. A cursor is good for the order that it came from. */
export async function commentsPage(place: Place, args: Args, ctx: Ctx, isStreamWanted: boolean) {
  // Before the page is read: what comes in between is on the page and in the stream, rather than in neither.
  const head = isStreamWanted ? await ctx.load.activityHead.load(place.postId) : null
  const { order } = args
  const page =
    order === 'TOP'
      ? await topComments(place, args, ctx)
      : await chronological(listOf(place.of, order), ctx, args, {
          of: place.parent,
          load: ctx.load.comments[place.of][order],
          at: (comment) => [comment.createdAt, comment.id],
          node: (comment: CommentRow) => comment,
        })
  return { ...page, ...place, streamSeq: head?.seq ?? 0 }
}

/** Where a new comment stands in the list that it hangs in, the oldest first: at the end. What follows its cursor came later. */
export async function newEdge(comment: CommentRow, ctx: Ctx) {
  const of = comment.parentId ? 'parentId' : 'postId'
  const { edges } = await chronological(
    listOf(of, 'OLDEST'),
    ctx,
    { first: 1 },
    {
      of: comment[of],
      load: { load: async () => [comment] },
      at: ({ createdAt, id }) => [createdAt, id],
      node: (row: CommentRow) => row,
    },
  )
  return edges[0] ?? null
}

function listOf(of: CommentsOf, order: 'OLDEST' | 'NEWEST'): string {
  const list = of === 'postId' ? 'comments-of-post' : 'replies-of-comment'
  return order === 'OLDEST' ? list : `${list}-newest`
}
