import { globalId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import { idempotencyKey } from '@varal/platform/mutation'
import { type Outcome, refuse } from '@varal/platform/outcome'
import { line } from '@varal/platform/plain-text'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { ListId, UserId } from '@varal/schema/ids'
import { and, count, eq } from 'drizzle-orm'
import { z } from 'zod'
import { lockOwnOf } from '../advisory-lock.ts'
import { listMembers, lists } from './tables.ts'

const LISTS_MAX = 100

const name = line(1, 80)
export const createListInput = z.object({ name, idempotencyKey })

export async function createList(
  work: Work,
  { id: ownerId }: Actor,
  input: z.output<typeof createListInput>,
): Promise<Outcome<{ list: { id: ListId } }>> {
  await lockOwnOf(work.db, ownerId, 'lists')
  const [held] = await work.db.select({ lists: count() }).from(lists).where(eq(lists.ownerId, ownerId))
  if (held && held.lists >= LISTS_MAX) return refuse('LIMIT_REACHED')

  const id = mintId('List', work.at)
  await work.db.insert(lists).values({ id, ownerId, name: input.name, createdAt: work.at, updatedAt: work.at })
  return { list: { id } }
}

export const updateListInput = z.object({
  id: globalId('List'),
  expectedVersion: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
  name,
})

export async function updateList(
  work: Work,
  owner: Actor,
  { id, expectedVersion, name }: z.output<typeof updateListInput>,
): Promise<Outcome<{ list: { id: ListId } }>> {
  const [list] = await work.db.select().from(lists).where(ownList(id, owner.id)).for('update')
  if (!list) return refuse('NOT_FOUND', ['input', 'id'])
  if (list.version !== expectedVersion) return refuse('VERSION_CONFLICT', ['input', 'expectedVersion'])
  if (list.name !== name)
    await work.db
      .update(lists)
      .set({ name, version: list.version + 1, updatedAt: work.at })
      .where(eq(lists.id, id))
  return { list: { id } }
}

export const deleteListInput = z.object({ id: globalId('List') })

export async function deleteList(
  work: Work,
  owner: Actor,
  { id }: z.output<typeof deleteListInput>,
): Promise<Outcome<{ deletedListId: ListId }>> {
  const deleted = await work.db.delete(lists).where(ownList(id, owner.id)).returning({ id: lists.id })
  if (deleted.length === 0) return refuse('NOT_FOUND', ['input', 'id'])
  await work.db.delete(listMembers).where(eq(listMembers.listId, id))
  return { deletedListId: id }
}

const ownList = (id: ListId, ownerId: UserId) => and(eq(lists.id, id), eq(lists.ownerId, ownerId))
