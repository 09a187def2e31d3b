import { every } from '@varal/platform/handlers'
import { and, eq, inArray, lt } from 'drizzle-orm'
import { assets } from '../assets/tables.ts'
import { sendToReview } from './keep-verdict.ts'

const MINUTE_MS = 60_000
/** Longer than three tries take. A video that is encoded for long is classified when it is PLAYABLE. */
const ANSWER_MS_MAX = 30 * MINUTE_MS
const AT_ONCE = 500

/** What can be seen and has no answer after half an hour goes to a person: a model that is late is no model. */
export const reviewUnjudged = every(MINUTE_MS, 'review-unjudged', async (work) => {
  const longAgo = new Date(work.at.getTime() - ANSWER_MS_MAX)
  const late = await work.db
    .select({ id: assets.id })
    .from(assets)
    .where(
      and(
        eq(assets.safetyState, 'PENDING'),
        lt(assets.createdAt, longAgo),
        inArray(assets.state, ['PLAYABLE', 'READY']),
      ),
    )
    .orderBy(assets.createdAt)
    .limit(AT_ONCE)
  if (late.length > 0)
    await sendToReview(
      work,
      late.map(({ id }) => id),
    )
})
