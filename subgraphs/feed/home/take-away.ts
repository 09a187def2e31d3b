import { type Handler, on } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { PostId, UserId } from '@varal/schema/ids'
import { and, asc, desc, eq, sql } from 'drizzle-orm'
import { appendToLogs } from './append-to-logs.ts'
import { forgetPost } from './author-posts.ts'
import { onTimeline } from './reads.ts'
import { homeLog } from './tables.ts'

/** Timelines that are changed by one round of statements. */
const CHUNK = 1_000
/** Of an author who is no longer followed, the newest items go; older ones leave when the log is trimmed. */
const ITEMS_OF_AUTHOR_MAX = 500

type Item = typeof homeLog.$inferSelect

const takeAwayUnfollowed = on('social.user.unfollowed', 'take-away-unfollowed', ({ data }, work) =>
  takeAwayAuthors(work, [{ ownerId: data.followerId, authorId: data.followeeId }]),
)

const takeAwayBlocked = on('social.user.blocked', 'take-away-blocked', ({ data: { blockerId, blockedId } }, work) =>
  takeAwayAuthors(work, [
    { ownerId: blockerId, authorId: blockedId },
    { ownerId: blockedId, authorId: blockerId },
  ]),
)

/** Whoever is muted again, at another level, is not on the timeline any more. */
const takeAwayMuted = on('social.user.muted', 'take-away-muted', ({ data }, work) =>
  takeAwayAuthors(work, [{ ownerId: data.muterId, authorId: data.mutedId }]),
)

const takeAwayDeleted = on('social.post.deleted', 'take-away-deleted', ({ data: post }, work) =>
  takeAwayPost(work, post.authorId, post.postId),
)

/** Kept by its author to themselves from now on. Whoever has it on the timeline follows the author: for FOLLOWERS it stays. */
const takeAwayHidden = on('social.post.edited', 'take-away-hidden', async ({ data: post }, work) => {
  if (post.visibility === 'ONLY_ME') await takeAwayPost(work, post.authorId, post.postId)
})

export const takeAwayHandlers: readonly Handler[] = [
  takeAwayUnfollowed,
  takeAwayBlocked,
  takeAwayMuted,
  takeAwayDeleted,
  takeAwayHidden,
]

async function takeAwayPost(work: Work, authorId: UserId, postId: PostId): Promise<void> {
  await forgetPost(work.db, authorId, postId)
  for (let isFull = true; isFull; ) {
    const items = await work.db
      .select()
      .from(homeLog)
      .where(and(eq(homeLog.postId, postId), onTimeline))
      .orderBy(asc(homeLog.ownerId))
      .limit(CHUNK)
    await takeAway(work, items)
    isFull = items.length === CHUNK
  }
}

async function takeAwayAuthors(work: Work, pairs: readonly { ownerId: UserId; authorId: UserId }[]): Promise<void> {
  const items: Item[] = []
  for (const { ownerId, authorId } of pairs) {
    const newest = await work.db
      .select()
      .from(homeLog)
      .where(and(eq(homeLog.ownerId, ownerId), eq(homeLog.authorId, authorId), onTimeline))
      .orderBy(desc(homeLog.seq))
      .limit(ITEMS_OF_AUTHOR_MAX)
    items.push(...newest)
  }
  await takeAway(work, items)
}

/** The removals are logged first: that locks the owners' logs, and only then may their rows be locked. */
async function takeAway(work: Work, items: readonly Item[]): Promise<void> {
  if (items.length === 0) return
  await appendToLogs(
    work,
    items.map((item) => ({ ...item, kind: 'removed' as const })),
  )
  await work.db.execute(sql`
    update ${homeLog} set removed_at = ${work.at.toISOString()}::timestamptz
    from unnest(
      ${sql.param(items.map((item) => item.ownerId))}::uuid[], ${sql.param(items.map((item) => item.seq))}::bigint[]
    ) as gone (owner_id, seq)
    where ${homeLog.ownerId} = gone.owner_id and ${homeLog.seq} = gone.seq`)
}
