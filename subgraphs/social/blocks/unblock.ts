import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import type { z } from 'zod'
import { knownPeople } from '../people/reads.ts'
import type { blockInput } from './block.ts'
import { blocks } from './tables.ts'

/** Ends the caller's block, if there is one; the other's stays. */
export async function unblock(
  work: Work,
  { id: blockerId }: Actor,
  { userId: blockedId }: z.output<typeof blockInput>,
): Promise<Outcome<{ user: { id: UserId } }>> {
  const known = await knownPeople(work.db, [blockedId])
  if (known.length === 0) return refuse('NOT_FOUND', ['input', 'userId'])

  const removed = await work.db
    .delete(blocks)
    .where(and(eq(blocks.blockerId, blockerId), eq(blocks.blockedId, blockedId)))
    .returning({ since: blocks.since })
  if (removed.length > 0) work.announce('social.user.unblocked', { blockerId, blockedId })
  return { user: { id: blockedId } }
}
