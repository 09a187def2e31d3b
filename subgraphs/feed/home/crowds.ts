import { type Db, rowsOf } from '@varal/platform/db'
import { every } from '@varal/platform/handlers'
import { mintId } from '@varal/platform/mint-id'
import { liveTopics } from '@varal/platform/tables'
import type { Work } from '@varal/platform/work'
import type { PostId, UserId } from '@varal/schema/ids'
import { homeTopic } from '@varal/schema/live'
import { and, eq, type SQL, sql } from 'drizzle-orm'
import { follows } from '../follows/tables.ts'
import { isShownTo } from '../limits/reads.ts'
import { mutes } from '../mutes/tables.ts'
import { caughtUp, crowdPosts, crowds, followedSources } from '../sources/tables.ts'
import { appendToLogs } from './append-to-logs.ts'
import { onTimeline } from './reads.ts'
import { homeLog, type Reason, type SourceId } from './tables.ts'

/** Of each crowd, the newest posts are kept. */
const KEPT_MAX = 50
/** Items that one look brings at most, the newest. */
const BROUGHT_MAX = 100

interface Brought {
  readonly postId: PostId
  readonly authorId: UserId
  readonly reason: Reason
  readonly sourceId: SourceId
}

/** From now on what the source brings is kept, and put on a timeline when its owner looks. */
export async function beginCrowd({ db, at }: Work, { postId, authorId, reason, sourceId }: Brought): Promise<void> {
  await db.insert(crowds).values({ sourceId, since: at }).onConflictDoNothing()
  await db.insert(crowdPosts).values({ postId, authorId, reason, sourceId, at })
}

/** Where the owner's log stands, and whether crowds that they follow have brought anything since they looked. One statement. */
export async function standingOf(db: Db, owner: UserId): Promise<{ seq: number; isBehind: boolean }> {
  const [row] = await rowsOf<{ seq: string; is_behind: boolean }>(
    db,
    sql`
      select
        coalesce((select last_seq from ${liveTopics} where topic = ${homeTopic(owner)}), 0) as seq,
        exists (${broughtTo(owner)}) as is_behind`,
  )
  return { seq: Number(row?.seq ?? 0), isBehind: row?.is_behind ?? false }
}

/**
 * Puts on the owner's timeline what crowds have brought since they looked, as if it came now. Two looks at once take turns.
 * Locks the owner's place before their topic.
 */
export async function catchUp(work: Work, owner: UserId): Promise<void> {
  const { db, at } = work
  await db.insert(caughtUp).values({ ownerId: owner, seq: 0 }).onConflictDoNothing()
  await db.select().from(caughtUp).where(eq(caughtUp.ownerId, owner)).for('update')
  const rows = await rowsOf<{ seq: string; post_id: PostId; author_id: UserId; reason: Reason; source_id: SourceId }>(
    db,
    sql`select * from (${broughtTo(owner)}) as brought order by seq desc limit ${BROUGHT_MAX}`,
  )
  const [newest] = rows
  if (!newest) return
  await db
    .update(caughtUp)
    .set({ seq: Number(newest.seq) })
    .where(eq(caughtUp.ownerId, owner))
  const byPost = new Map(rows.toReversed().map((row) => [row.post_id, row]))
  await appendToLogs(
    work,
    [...byPost.values()].map(({ post_id: postId, author_id: authorId, reason, source_id: sourceId }) => ({
      ...{ kind: 'added' as const, ownerId: owner, itemId: mintId('FeedItem', at) },
      ...{ postId, authorId, reason, sourceId },
    })),
  )
}

/** What is to be brought: of each crowd that the owner follows what came since they follow it and looked last. */
function broughtTo(owner: UserId): SQL {
  const person = sql`${owner}::uuid`
  return sql`
    select post.seq, post.post_id, post.author_id, post.reason, post.source_id
    from (
      select followee_id as source_id, since from ${follows} where follower_id = ${person}
      union all
      select source_id, since from ${followedSources} where follower_id = ${person}
    ) as followed
    join ${crowds} as crowd on crowd.source_id = followed.source_id
    cross join lateral (
      select * from ${crowdPosts} as kept
      where kept.source_id = followed.source_id and kept.at >= followed.since
        and kept.seq > coalesce((select seq from ${caughtUp} where owner_id = ${person}), 0)
      order by kept.seq desc limit ${KEPT_MAX}
    ) as post
    where not exists (
        select from ${mutes} where muter_id = ${person} and muted_id in (post.author_id, post.source_id))
      and not exists (
        select from ${homeLog} where post_id = post.post_id and owner_id = ${person} and ${onTimeline})
      and post.author_id <> ${person}
      and ${isShownTo(person, sql`post.post_id`, sql`post.author_id`)}`
}

/** Nobody is to be brought the post any more, or not by this source. */
export async function forgetBrought(db: Db, postId: PostId, source?: SourceId): Promise<void> {
  await db
    .delete(crowdPosts)
    .where(and(eq(crowdPosts.postId, postId), source === undefined ? undefined : eq(crowdPosts.sourceId, source)))
}

/** Older posts of crowds are brought to nobody any more. Bounded, and repeated. */
export const trimCrowds = every(60_000, 'trim-crowds', async ({ db }) => {
  await db.execute(sql`
    delete from ${crowdPosts} where seq in (
      select old.seq from ${crowds} as crowd
      cross join lateral (
        select seq from ${crowdPosts} as kept where kept.source_id = crowd.source_id
        order by seq desc offset ${KEPT_MAX} limit 100
      ) as old
      limit 10000)`)
})
