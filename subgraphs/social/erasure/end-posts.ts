import { among, rowsOf } from '@varal/platform/db'
import type { Forget } from '@varal/platform/personal-data/erasing'
import type { PostId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { likes } from '../likes/tables.ts'
import type { Visibility } from '../policy.ts'
import { postRevisions, posts } from '../posts/tables.ts'

/** Posts that end in one go: each is a fact. */
const POSTS_MAX = 200

/** Whatever its state is, and reposts too; what each said is forgotten with it. */
export const endPosts: Forget = async (work, userId) => {
  const at = sql`${work.at.toISOString()}::timestamptz`
  const ended = await rowsOf<{
    id: PostId
    repost_of: PostId | null
    original_author: UserId | null
    was_published: boolean
    visibility: Visibility
  }>(
    work.db,
    sql`
      update ${posts} set state = 'DELETED', deleted_at = ${at}, text = null, spans = '[]', hashtags = '{}', asset_ids = '{}',
        link = null, content_warning = null, locale = null, version = ${posts.version} + 1,
        erased_at = case when ${posts.kind} = 'REPOST' then ${at} end
      from (
        select id from ${posts} where author_id = ${userId} and state in ('PUBLISHED', 'DRAFT', 'SCHEDULED')
        union all
        select id from ${posts} where author_id = ${userId} and state in ('WAITING_FOR_MEDIA', 'FAILED', 'REMOVED')
        limit ${POSTS_MAX}
      ) as due
      where ${posts.id} = due.id and ${posts.state} <> 'DELETED'
      returning ${posts.id}, repost_of, published_at is not null as was_published, visibility,
        (select author_id from ${posts} as original where original.id = posts.repost_of) as original_author`,
  )
  await work.db.delete(postRevisions).where(
    among(
      postRevisions.postId,
      ended.map(({ id }) => id),
    ),
  )
  for (const { id, repost_of, original_author, was_published, visibility } of ended) {
    if (repost_of && original_author) {
      const repost = { postId: repost_of, authorId: original_author, userId, repostId: id }
      work.announce('social.post.unreposted', repost)
    } else if (was_published) work.announce('social.post.deleted', { postId: id, authorId: userId, visibility })
  }
  return ended.length > 0
}

const LIKES_MAX = 500

/** Likes on posts that are deleted already are counted nowhere, and announced all the same: nobody minds. */
export const unlikePosts: Forget = async (work, userId) => {
  const ended = await rowsOf<{ post_id: PostId; author_id: UserId }>(
    work.db,
    sql`
      delete from ${likes} using ${posts} where ${posts.id} = ${likes.postId} and ${likes.userId} = ${userId}
        and ${likes.postId} = any(array(select post_id from ${likes} where user_id = ${userId} limit ${LIKES_MAX}))
      returning ${likes.postId}, ${posts.authorId}`,
  )
  for (const { post_id: postId, author_id: authorId } of ended)
    work.announce('social.post.unliked', { postId, authorId, userId })
  return ended.length > 0
}

/**
 * A deleted post keeps its row, by which the boards of others know that something was there; from now on it is nobody's.
 * Comes when the counters have heard of all that ended.
 */
export const disownPosts: Forget = async ({ db }, userId) => {
  const { rowCount } = await db.execute(sql`
    update ${posts} set author_id = ${NOBODY}::uuid where id = any(array(
      select id from ${posts} where author_id = ${userId} and state in ('WAITING_FOR_MEDIA', 'FAILED', 'REMOVED', 'DELETED')
      limit 1000))`)
  return (rowCount ?? 0) > 0
}

export const NOBODY = '00000000-0000-0000-0000-000000000000' as UserId
