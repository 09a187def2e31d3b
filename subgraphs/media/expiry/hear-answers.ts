import { type Handler, on, onBatch } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { EventData } from '@varal/schema/events/events'
import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { assets } from '../assets/tables.ts'
import { removals } from './tables.ts'

type Answer = EventData<'social.asset.kept'>

/** What is published is used: there is no need to ask. */
const noteUse = onBatch('social.post.published', 'note-use', async (events, work) => {
  const ids = [...new Set(events.flatMap(({ data }) => data.assetIds))].sort()
  if (ids.length === 0) return
  await work.db
    .update(assets)
    .set({ usedAt: work.at })
    .where(and(inArray(assets.id, ids), isNull(assets.usedAt)))
})

export const answerHandlers: readonly Handler[] = [
  noteUse,
  on('social.asset.kept', 'keep-shown', ({ data }, work) => keep(work, data)),
  on('users.asset.kept', 'keep-chosen', ({ data }, work) => keep(work, data)),
  on('social.asset.released', 'hear-social', ({ data }, work) => release(work, data, { isReleasedBySocial: true })),
  on('users.asset.released', 'hear-users', ({ data }, work) => release(work, data, { isReleasedByUsers: true })),
]

/** An answer to an earlier question says nothing of now. */
const isAsked = ({ assetId, askedAt }: Answer) =>
  and(eq(removals.assetId, assetId), eq(removals.askedAt, new Date(askedAt)), isNull(removals.keptAt))

async function keep(work: Work, answer: Answer): Promise<void> {
  const kept = await work.db
    .update(removals)
    .set({ keptAt: work.at })
    .where(and(isAsked(answer), isNull(removals.releasedAt)))
    .returning({ assetId: removals.assetId })
  if (kept.length === 0) return
  const [asset] = await work.db
    .update(assets)
    .set({ removingAt: null, usedAt: work.at })
    .where(eq(assets.id, answer.assetId))
    .returning({ kind: assets.kind, ownerId: assets.ownerId })
  if (asset) work.announce('media.asset.kept', { assetId: answer.assetId, ...asset })
}

/** When the last of them has let go of it, nobody shows it any more. */
async function release(
  work: Work,
  answer: Answer,
  by: { isReleasedBySocial: true } | { isReleasedByUsers: true },
): Promise<void> {
  await work.db.update(removals).set(by).where(isAsked(answer))
  const isByAll = sql`${removals.isReleasedBySocial} and ${removals.isReleasedByUsers}`
  await work.db
    .update(removals)
    .set({ releasedAt: work.at, tryAt: work.at })
    .where(and(isAsked(answer), isNull(removals.releasedAt), isByAll))
}
