import type { Work } from '@varal/platform/work'
import type { BoardId, CommentId, PostId } from '@varal/schema/ids'
import { releaseBoard, withholdBoard } from './boards/withhold-board.ts'
import { releaseComment, withholdComment } from './comments/withhold-comment.ts'
import { releasePost, withholdPost } from './posts/withhold-post.ts'

export { coverPost } from './posts/withhold-post.ts'

interface Thing {
  readonly kind: string
  readonly id: string
}

/** Takes a thing away from everybody but who made it. False if it is none that can be. Doing it twice is doing it once. */
export async function withhold(work: Work, { kind, id }: Thing): Promise<boolean> {
  if (kind === 'Post') await withholdPost(work, id as PostId)
  else if (kind === 'Comment') await withholdComment(work, id as CommentId)
  else if (kind === 'Board') await withholdBoard(work, id as BoardId)
  else return false
  return true
}

/** The opposite. */
export async function release(work: Work, { kind, id }: Thing): Promise<boolean> {
  if (kind === 'Post') await releasePost(work, id as PostId)
  else if (kind === 'Comment') await releaseComment(work, id as CommentId)
  else if (kind === 'Board') await releaseBoard(work, id as BoardId)
  else return false
  return true
}
