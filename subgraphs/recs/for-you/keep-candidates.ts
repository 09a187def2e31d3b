import type { Db } from '@varal/platform/db'
import { type Handler, on, onBatch } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { PostId, UserId } from '@varal/schema/ids'
import { and, eq, ne, sql } from 'drizzle-orm'
import { heat } from './heat.ts'
import { candidates } from './tables.ts'

/** What an act says about a post, by what it costs to do it. Our own choice, not measured yet. */
const weights = { like: 1, comment: 2, pin: 3 }

const keepCandidates = onBatch('social.post.published', 'keep-candidate', (events, { db }) =>
  keep(
    db,
    events.filter(({ data }) => data.visibility === 'PUBLIC').map(({ data, at }) => ({ ...data, publishedAt: at })),
  ),
)

/** Of a post that is public no longer everything is forgotten; one that has become public begins with nothing. */
const keepEdited = on('social.post.edited', 'keep-edited-candidate', async ({ data: post }, { db }) => {
  if (post.visibility === post.visibilityBefore) return
  if (post.visibility === 'PUBLIC') await keep(db, [post])
  else await db.delete(candidates).where(eq(candidates.postId, post.postId))
})

const dropCandidate = on('social.post.deleted', 'drop-candidate', async ({ data: post }, { db }) => {
  await db.delete(candidates).where(eq(candidates.postId, post.postId))
})

export const candidateHandlers: readonly Handler[] = [
  keepCandidates,
  keepEdited,
  dropCandidate,
  on('social.post.liked', 'score-like', ({ data }, work) => score(work, data.postId, data.userId, weights.like)),
  on('social.post.unliked', 'score-unlike', ({ data }, work) => score(work, data.postId, data.userId, -weights.like)),
  on('social.comment.added', 'score-comment', ({ data }, work) =>
    score(work, data.postId, data.authorId, weights.comment),
  ),
  // What most have lost sight of counts for nothing until it is shown again.
  on('social.comment.removed', 'score-comment-removed', async ({ data }, work) => {
    if (!data.wasHidden) await score(work, data.postId, data.authorId, -weights.comment)
  }),
  ...(['hidden', 'withheld'] as const).map((what) =>
    on(`social.comment.${what}`, `score-comment-${what}`, ({ data }, work) =>
      score(work, data.postId, data.authorId, -weights.comment),
    ),
  ),
  ...(['shown', 'released'] as const).map((what) =>
    on(`social.comment.${what}`, `score-comment-${what}`, ({ data }, work) =>
      score(work, data.postId, data.authorId, weights.comment),
    ),
  ),
  // What somebody keeps in secret must not show, not even in a ranking.
  on('social.pin.added', 'score-pin', async ({ data }, work) => {
    if (!data.isSecret) await score(work, data.postId, data.userId, weights.pin)
  }),
  on('social.pin.removed', 'score-pin-removed', async ({ data }, work) => {
    if (!data.isSecret) await score(work, data.postId, data.userId, -weights.pin)
  }),
  on('social.pin.hidden', 'score-pin-hidden', ({ data }, work) => score(work, data.postId, data.userId, -weights.pin)),
  on('social.pin.shown', 'score-pin-shown', ({ data }, work) => score(work, data.postId, data.userId, weights.pin)),
]

interface NewCandidate {
  readonly postId: PostId
  readonly authorId: UserId
  /** RFC 3339. */
  readonly publishedAt: string
}

async function keep(db: Db, posts: readonly NewCandidate[]): Promise<void> {
  const rows = posts.map(({ postId, authorId, publishedAt }) => ({
    postId,
    authorId,
    publishedAt: new Date(publishedAt),
    score: 0,
    heat: heat(sql`0`, sql`${publishedAt}::timestamptz`),
  }))
  if (rows.length > 0) await db.insert(candidates).values(rows).onConflictDoNothing()
}

/** What authors do about their own posts counts nothing. */
async function score({ db }: Work, postId: PostId, by: UserId, weight: number): Promise<void> {
  const next = sql`greatest(${candidates.score} + ${weight}::int, 0)`
  await db
    .update(candidates)
    .set({ score: next, heat: heat(next, sql`${candidates.publishedAt}`) })
    .where(and(eq(candidates.postId, postId), ne(candidates.authorId, by)))
}
