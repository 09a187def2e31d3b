import { among, type Db } from '@varal/platform/db'
import type { Viewer } from '@varal/platform/viewer'
import type { PostId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { canRepost } from '../policy.ts'
import { postFacts } from '../posts/reads.ts'
import { posts } from '../posts/tables.ts'

export interface RepostState {
  readonly postId: PostId
  /** By the viewer. */
  readonly reposted: boolean
  readonly canRepost: boolean
}

/** Whether the viewer has reposted each post, and may. The posts are ones that the viewer sees. */
export const repostStates =
  (db: Db, viewer: Viewer) =>
  async (postIds: readonly PostId[]): Promise<RepostState[]> => {
    const viewerId = sql`${viewer.kind === 'user' ? viewer.id : null}::uuid`
    const rows = await db
      .select({
        postId: posts.id,
        kind: posts.kind,
        ...postFacts(viewer),
        reposted: sql<boolean>`exists (
          select from ${posts} as repost
          where repost.repost_of = posts.id and repost.author_id = ${viewerId} and repost.state <> 'DELETED')`,
      })
      .from(posts)
      .where(among(posts.id, postIds))
    return rows.map((row) => ({
      postId: row.postId,
      reposted: row.reposted,
      canRepost: row.kind !== 'REPOST' && canRepost(row),
    }))
  }
