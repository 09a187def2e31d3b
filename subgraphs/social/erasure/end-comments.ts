import { rowsOf } from '@varal/platform/db'
import type { Forget } from '@varal/platform/personal-data/erasing'
import type { CommentId, PostId, UserId } from '@varal/schema/ids'
import { asc, eq, getTableColumns, sql } from 'drizzle-orm'
import { commentLikes } from '../comment-likes/tables.ts'
import { comments } from '../comments/tables.ts'
import { endComment } from '../end-comment.ts'
import { posts } from '../posts/tables.ts'

/** Comments that end in one go: each takes a few statements, and locks its thread. */
const COMMENTS_MAX = 20

/** Where others have replied a tombstone stays, which says nothing of the person. */
export const endComments: Forget = async (work, userId) => {
  const some = await work.db
    .select({ comment: getTableColumns(comments), postAuthorId: posts.authorId })
    .from(comments)
    .innerJoin(posts, eq(posts.id, comments.postId))
    .where(eq(comments.authorId, userId))
    // Threads are locked in this order by everybody who locks several.
    .orderBy(asc(sql`coalesce(${comments.rootId}, ${comments.id})`))
    .limit(COMMENTS_MAX)
  for (const { comment, postAuthorId } of some) await endComment(work, comment, postAuthorId)
  return some.length > 0
}

const LIKES_MAX = 500

export const unlikeComments: Forget = async (work, userId) => {
  const ended = await rowsOf<{ comment_id: CommentId; author_id: UserId; post_id: PostId; post_author: UserId }>(
    work.db,
    sql`
      with ended as (
        delete from ${commentLikes} where user_id = ${userId} and comment_id = any(array(
          select comment_id from ${commentLikes} where user_id = ${userId} limit ${LIKES_MAX}))
        returning comment_id
      )
      select ended.comment_id, comment.author_id, comment.post_id, post.author_id as post_author from ended
      left join ${comments} as comment on comment.id = ended.comment_id
      left join ${posts} as post on post.id = comment.post_id`,
  )
  // Of a comment that is gone nobody counts any more.
  for (const { comment_id: commentId, author_id: authorId, post_id: postId, post_author: postAuthorId } of ended)
    if (postAuthorId) work.announce('social.comment.unliked', { commentId, authorId, postId, postAuthorId, userId })
  return ended.length > 0
}
