import { among } from '@varal/platform/db'
import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { ListId, UserId } from '@varal/schema/ids'
import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { visibleAudiences } from '../audience/reads.ts'
import { listMembers, lists } from './tables.ts'

const MEMBERS_MAX = 1_000
/** People of one request. */
const CHANGED_MAX = 100

export const changeMembersInput = z.object({
  listId: globalId('List'),
  userIds: z.array(globalId('User')).min(1).max(CHANGED_MAX),
})
type Input = z.output<typeof changeMembersInput>

/** Puts people on a list; those who are on it already stay where they are. All of them, or none. */
export async function addToList(
  work: Work,
  owner: Actor,
  { listId, userIds }: Input,
): Promise<Outcome<{ list: { id: ListId } }>> {
  const list = await lockList(work, owner, listId)
  if (!list) return refuse('NOT_FOUND', ['input', 'listId'])
  const found = await visibleAudiences(work.db, owner)(userIds)
  const known = new Set(found.map(({ personId }) => personId))
  const unknown = userIds.findIndex((id) => !known.has(id))
  if (unknown >= 0) return refuse('NOT_FOUND', ['input', 'userIds', String(unknown)])

  const added = await work.db
    .insert(listMembers)
    .values([...known].map((memberId) => ({ listId, memberId, ownerId: owner.id, addedAt: work.at })))
    .onConflictDoNothing()
    .returning({ memberId: listMembers.memberId })
  if (list.memberCount + added.length > MEMBERS_MAX) return refuse('LIMIT_REACHED', ['input', 'userIds'])
  await countMembers(work, listId, added.length)
  return { list: { id: listId } }
}

/** Who is not on the list is not on it afterwards either. */
export async function removeFromList(
  work: Work,
  owner: Actor,
  { listId, userIds }: Input,
): Promise<Outcome<{ list: { id: ListId } }>> {
  const list = await lockList(work, owner, listId)
  if (!list) return refuse('NOT_FOUND', ['input', 'listId'])
  const removed = await work.db
    .delete(listMembers)
    .where(and(eq(listMembers.listId, listId), among(listMembers.memberId, userIds)))
    .returning({ memberId: listMembers.memberId })
  await countMembers(work, listId, -removed.length)
  return { list: { id: listId } }
}

/** Whoever changes the members of a list takes turns. */
async function lockList({ db }: Work, owner: { id: UserId }, listId: ListId) {
  const [list] = await db
    .select()
    .from(lists)
    .where(and(eq(lists.id, listId), eq(lists.ownerId, owner.id)))
    .for('update')
  return list
}

async function countMembers({ db, at }: Work, listId: ListId, by: number): Promise<void> {
  if (by === 0) return
  await db
    .update(lists)
    .set({ memberCount: sql`${lists.memberCount} + ${by}`, updatedAt: at })
    .where(eq(lists.id, listId))
}
