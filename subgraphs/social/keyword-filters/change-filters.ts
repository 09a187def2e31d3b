import { globalId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import { idempotencyKey } from '@varal/platform/mutation'
import { type Outcome, refuse } from '@varal/platform/outcome'
import { line } from '@varal/platform/plain-text'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { KeywordFilterId, UserId } from '@varal/schema/ids'
import { and, count, eq } from 'drizzle-orm'
import { z } from 'zod'
import { lockOwnOf } from '../advisory-lock.ts'
import { filterActions, filterPlaces, type KeywordFilterRow, keywordFilters } from './tables.ts'

const FILTERS_MAX = 200

/** In one order, each once. */
const places = z
  .array(z.enum(filterPlaces))
  .min(1)
  .max(filterPlaces.length)
  .transform((some) => filterPlaces.filter((place) => some.includes(place)))
const expiresAt = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .nullable()
const settings = { phrase: line(1, 100), wholeWord: z.boolean(), places, action: z.enum(filterActions) }

export const createKeywordFilterInput = z.object({ ...settings, expiresAt: expiresAt.default(null), idempotencyKey })

export async function createKeywordFilter(
  work: Work,
  { id: ownerId }: Actor,
  { phrase, wholeWord, places, action, expiresAt }: z.output<typeof createKeywordFilterInput>,
): Promise<Outcome<{ filter: { id: KeywordFilterId } }>> {
  if (isOver(work, expiresAt)) return refuse('VALIDATION_FAILED', ['input', 'expiresAt'])
  await lockOwnOf(work.db, ownerId, 'keyword-filters')
  const [held] = await work.db
    .select({ filters: count() })
    .from(keywordFilters)
    .where(eq(keywordFilters.ownerId, ownerId))
  if (held && held.filters >= FILTERS_MAX) return refuse('LIMIT_REACHED')

  const id = mintId('KeywordFilter', work.at)
  await work.db
    .insert(keywordFilters)
    .values({ id, ownerId, phrase, wholeWord, places, action, expiresAt, createdAt: work.at })
  return { filter: { id } }
}

/** What is absent stays as it is. */
export const updateKeywordFilterInput = z.object({
  id: globalId('KeywordFilter'),
  expectedVersion: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
  phrase: settings.phrase.exactOptional(),
  wholeWord: settings.wholeWord.exactOptional(),
  places: settings.places.exactOptional(),
  action: settings.action.exactOptional(),
  expiresAt: expiresAt.exactOptional(),
})

export async function updateKeywordFilter(
  work: Work,
  owner: Actor,
  { id, expectedVersion, ...edits }: z.output<typeof updateKeywordFilterInput>,
): Promise<Outcome<{ filter: { id: KeywordFilterId } }>> {
  const [before] = await work.db.select().from(keywordFilters).where(ownFilter(id, owner.id)).for('update')
  if (!before) return refuse('NOT_FOUND', ['input', 'id'])
  if (before.version !== expectedVersion) return refuse('VERSION_CONFLICT', ['input', 'expectedVersion'])
  if (isOver(work, edits.expiresAt ?? null)) return refuse('VALIDATION_FAILED', ['input', 'expiresAt'])

  const set: Partial<KeywordFilterRow> = { ...edits, version: before.version + 1 }
  await work.db.update(keywordFilters).set(set).where(eq(keywordFilters.id, id))
  return { filter: { id } }
}

export const deleteKeywordFilterInput = z.object({ id: globalId('KeywordFilter') })

export async function deleteKeywordFilter(
  work: Work,
  owner: Actor,
  { id }: z.output<typeof deleteKeywordFilterInput>,
): Promise<Outcome<{ deletedFilterId: KeywordFilterId }>> {
  const deleted = await work.db
    .delete(keywordFilters)
    .where(ownFilter(id, owner.id))
    .returning({ id: keywordFilters.id })
  return deleted.length > 0 ? { deletedFilterId: id } : refuse('NOT_FOUND', ['input', 'id'])
}

const isOver = (work: Work, expiresAt: Date | null) => expiresAt !== null && expiresAt <= work.at
const ownFilter = (id: KeywordFilterId, ownerId: UserId) =>
  and(eq(keywordFilters.id, id), eq(keywordFilters.ownerId, ownerId))
