import { among, type Db } from '@varal/platform/db'
import { on, onBatch } from '@varal/platform/handlers'
import type { AssetId, PostId } from '@varal/schema/ids'
import { boardTopic, postTopic } from '@varal/schema/live'
import { and, arrayOverlaps, desc, eq, sql } from 'drizzle-orm'
import { posts } from '../posts/tables.ts'
import { openCases } from './open-case.ts'
import { flaggedAssets } from './tables.ts'

/** Of one asset: its owner shows it in a few. */
const POSTS_OF_ASSET_MAX = 100

/** What the classifier is not sure of is looked at wherever it is shown: now, and in posts that are published later. */
const reviewFlagged = on('media.asset.flagged', 'review-flagged', async ({ data }, work) => {
  const { assetId, ownerId, label, score, needsReview } = data
  if (!needsReview) {
    await work.db.delete(flaggedAssets).where(eq(flaggedAssets.assetId, assetId))
    return
  }
  const flag = { label, score, at: work.at }
  await work.db
    .insert(flaggedAssets)
    .values({ assetId, ...flag })
    .onConflictDoUpdate({ target: flaggedAssets.assetId, set: flag })
  const shown = await postsShowing(work.db, assetId)
  await openCases(
    work,
    shown.map(({ id }) => ({ kind: 'Post' as const, id, ownerId, label: label ?? UNNAMED, reports: 0 })),
  )
})

/** Nothing is asked for posts of text. */
const reviewPublished = onBatch('social.post.published', 'review-published', async (events, work) => {
  const shown = events.flatMap(({ data }) => data.assetIds.map((assetId) => ({ ...data, assetId })))
  if (shown.length === 0) return
  const flags = await work.db
    .select()
    .from(flaggedAssets)
    .where(
      among(
        flaggedAssets.assetId,
        shown.map(({ assetId }) => assetId),
      ),
    )
  if (flags.length === 0) return
  const labels = new Map(flags.map(({ assetId, label }) => [assetId, label ?? UNNAMED]))
  const flagged = new Map(
    shown.flatMap(({ assetId, postId, authorId }) => {
      const label = labels.get(assetId)
      return label ? [[postId, { kind: 'Post' as const, id: postId, ownerId: authorId, label, reports: 0 }]] : []
    }),
  )
  await openCases(work, [...flagged.values()])
})

/** Where the classifier names nothing. */
const UNNAMED = 'UNKNOWN'

/** The asset's posts that others may see, the latest first. */
export const postsShowing = (db: Db, assetId: AssetId) =>
  db
    .select({ id: posts.id })
    .from(posts)
    .where(and(arrayOverlaps(posts.assetIds, [assetId]), eq(posts.state, sql`'PUBLISHED'`), sql`asset_ids <> '{}'`))
    .orderBy(desc(posts.publishedAt))
    .limit(POSTS_OF_ASSET_MAX)

/** Whoever watches what was taken away is sent off. */
const showWithheld = on('social.post.withheld', 'show-withheld', async ({ data }, work) =>
  work.hint(postTopic(data.postId as PostId)),
)
const showWithheldBoard = on('social.board.withheld', 'show-withheld-board', async ({ data }, work) =>
  work.hint(boardTopic(data.boardId)),
)

export const moderationHandlers = [reviewFlagged, reviewPublished, showWithheld, showWithheldBoard]
