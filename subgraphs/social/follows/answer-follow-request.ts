import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { z } from 'zod'
import { beginFollows } from './begin-follows.ts'
import { followRequests } from './tables.ts'
import { requestOf, withdrawRequests } from './withdraw-requests.ts'

export const answerFollowRequestInput = z.object({ userId: globalId('User'), accept: z.boolean() })

/**
 * Lets somebody who asked follow the actor, or not: who is declined is not told, and may ask again. The request's row
 * decides between two answers, an answer and a withdrawal, and an answer and a block: only one of them finds it.
 */
export async function answerFollowRequest(
  work: Work,
  { id: followeeId }: Actor,
  { userId: followerId, accept }: z.output<typeof answerFollowRequestInput>,
): Promise<Outcome<{ user: { id: UserId } }>> {
  const notFound = refuse('NOT_FOUND', ['input', 'userId'])
  const which = requestOf(followerId, followeeId)
  if (!accept) return (await withdrawRequests(work, which)) > 0 ? { user: { id: followerId } } : notFound

  const accepted = await work.db.delete(followRequests).where(which).returning()
  if (accepted.length === 0) return notFound
  await beginFollows(work, accepted, { wasRequested: true })
  return { user: { id: followerId } }
}
