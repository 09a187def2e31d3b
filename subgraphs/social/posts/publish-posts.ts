import { among } from '@varal/platform/db'
import type { Work } from '@varal/platform/work'
import type { PostId } from '@varal/schema/ids'
import { and, inArray, type SQL, sql } from 'drizzle-orm'
import { assets } from '../assets/tables.ts'
import { announcePublished } from './announce.ts'
import { type PostRow, posts } from './tables.ts'

/**
 * Publishes those of the posts that are drafts or scheduled: at once, when the last of their media is ready, or never, if
 * one of these failed. Who calls holds the lock on their authors' media. One statement, however many posts.
 */
export async function publishPosts(work: Work, ids: readonly PostId[], where?: SQL): Promise<PostRow[]> {
  const at = sql`${work.at.toISOString()}::timestamptz`
  const published = await work.db
    .update(posts)
    .set({
      state: sql`case when ${areReady} then 'PUBLISHED' when ${isAnyFailed} then 'FAILED' else 'WAITING_FOR_MEDIA' end`,
      publishedAt: sql`case when ${areReady} then ${at} end`,
      waitsSince: work.at,
      publishAt: null,
      version: sql`${posts.version} + 1`,
    })
    .where(and(among(posts.id, ids), inArray(posts.state, ['DRAFT', 'SCHEDULED']), where))
    .returning()
  for (const post of published) if (post.state === 'PUBLISHED') announcePublished(work, post)
  return published
}

/** Whether all assets of the post in the statement can be shown. */
export const areReady = sql`not exists (
  select from unnest(${posts.assetIds}) as needed(id)
  left join ${assets} on ${assets.id} = needed.id
  where ${assets.state} is distinct from 'READY')`

const isAnyFailed = sql`exists (
  select from ${assets} where ${assets.id} = any(${posts.assetIds}) and ${assets.state} = 'FAILED')`
