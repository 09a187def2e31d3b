import { type Handler, on } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { PostId, UserId } from '@varal/schema/ids'
import { and, asc, desc, eq, or, type SQL, sql } from 'drizzle-orm'
import { isFollowing } from '../follows/reads.ts'
import { appendToLogs } from './append-to-logs.ts'
import { forgetPost } from './author-posts.ts'
import { forgetBrought } from './crowds.ts'
import { onTimeline } from './reads.ts'
import { homeLog, type Reason, type SourceId } from './tables.ts'

/** Timelines that are changed by one round of statements. */
const CHUNK = 1_000
/** Of who or what is no longer followed, the newest items go; older ones leave when the log is trimmed. */
const ITEMS_MAX = 500

type Item = typeof homeLog.$inferSelect

/** What is theirs goes, and what they reposted; what others reposted of theirs stays. */
const takeAwayUnfollowed = on('social.user.unfollowed', 'take-away-unfollowed', ({ data }, work) =>
  takeAwayFrom(work, [{ ownerId: data.followerId, from: cameFrom(data.followeeId) }]),
)

const takeAwayBlocked = on('social.user.blocked', 'take-away-blocked', ({ data: { blockerId, blockedId } }, work) =>
  takeAwayFrom(work, [
    { ownerId: blockerId, from: isOf(blockedId) },
    { ownerId: blockedId, from: isOf(blockerId) },
  ]),
)

/** Whoever is muted again, at another level, is not on the timeline any more. */
const takeAwayMuted = on('social.user.muted', 'take-away-muted', ({ data }, work) =>
  takeAwayFrom(work, [{ ownerId: data.muterId, from: isOf(data.mutedId) }]),
)

const takeAwayOfHashtag = on('social.hashtag.unfollowed', 'take-away-of-hashtag', ({ data }, work) =>
  takeAwayFrom(work, [{ ownerId: data.userId, from: cameBy('HASHTAG', data.hashtagId) }]),
)

const takeAwayOfBoard = on('social.board.unfollowed', 'take-away-of-board', ({ data }, work) =>
  takeAwayFrom(work, [{ ownerId: data.userId, from: cameBy('BOARD', data.boardId) }]),
)

const takeAwayReposted = on('social.post.unreposted', 'take-away-reposted', ({ data }, work) =>
  takeAwayPost(work, data.postId, cameBy('REPOST', data.userId), data.userId),
)

const takeAwayUnpinned = on('social.pin.removed', 'take-away-unpinned', async ({ data: pin }, work) => {
  if (!pin.isSecret) await takeAwayPost(work, pin.postId, cameBy('BOARD', pin.boardId), pin.boardId)
})

const takeAwayHiddenPin = on('social.pin.hidden', 'take-away-hidden-pin', ({ data: pin }, work) =>
  takeAwayPost(work, pin.postId, cameBy('BOARD', pin.boardId), pin.boardId),
)

const takeAwayDeleted = on('social.post.deleted', 'take-away-deleted', async ({ data: post }, work) => {
  await forgetPost(work.db, post.authorId, post.postId)
  await takeAwayPost(work, post.postId)
})

/** Its author's newest posts still have it, for the day on which it is released. */
const takeAwayWithheld = on('social.post.withheld', 'take-away-withheld', ({ data: post }, work) =>
  takeAwayPost(work, post.postId),
)

/** Kept by its author to themselves from now on, it goes from everywhere; for fewer than before, from who does not follow them. */
const takeAwayNarrowed = on('social.post.edited', 'take-away-hidden', async ({ data: post }, work) => {
  if (post.visibility === 'ONLY_ME') {
    await forgetPost(work.db, post.authorId, post.postId)
    await takeAwayPost(work, post.postId)
  } else if (post.visibility !== 'PUBLIC' && post.visibility !== post.visibilityBefore) {
    await takeAwayPost(work, post.postId, isOfOthers)
  }
})

export const takeAwayHandlers: readonly Handler[] = [
  takeAwayUnfollowed,
  takeAwayBlocked,
  takeAwayMuted,
  takeAwayOfHashtag,
  takeAwayOfBoard,
  takeAwayReposted,
  takeAwayUnpinned,
  takeAwayHiddenPin,
  takeAwayDeleted,
  takeAwayWithheld,
  takeAwayNarrowed,
]

const cameBy = (reason: Reason, source: SourceId) => and(eq(homeLog.reason, reason), eq(homeLog.sourceId, source))
const cameFrom = (person: UserId) =>
  or(and(eq(homeLog.reason, 'AUTHOR'), eq(homeLog.authorId, person)), cameBy('REPOST', person))
const isOf = (person: UserId) => or(eq(homeLog.authorId, person), cameBy('REPOST', person))
const isOfOthers = sql`not ${isFollowing(sql`${homeLog.ownerId}`, sql`${homeLog.authorId}`)}`

/** From all timelines, or where it came in one way; crowds bring it to nobody any more, or not this one. */
async function takeAwayPost(work: Work, postId: PostId, where?: SQL | undefined, source?: SourceId): Promise<void> {
  await forgetBrought(work.db, postId, source)
  for (let isFull = true; isFull; ) {
    const items = await work.db
      .select()
      .from(homeLog)
      .where(and(eq(homeLog.postId, postId), onTimeline, where))
      .orderBy(asc(homeLog.ownerId))
      .limit(CHUNK)
    await takeAway(work, items)
    isFull = items.length === CHUNK
  }
}

async function takeAwayFrom(
  work: Work,
  parts: readonly { readonly ownerId: UserId; readonly from: SQL | undefined }[],
): Promise<void> {
  const items: Item[] = []
  for (const { ownerId, from } of parts) {
    const newest = await work.db
      .select()
      .from(homeLog)
      .where(and(eq(homeLog.ownerId, ownerId), from, onTimeline))
      .orderBy(desc(homeLog.seq))
      .limit(ITEMS_MAX)
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
