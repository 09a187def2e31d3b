import { setTimeout as wait } from 'node:timers/promises'
import { type ActivityParts, keepDoing } from '@varal/platform/handlers'
import type { Forget } from '@varal/platform/personal-data/erasing'
import { exportPrefix } from '@varal/platform/personal-data/exporting'
import { eq } from 'drizzle-orm'
import { dataExports } from './tables.ts'

const ROUND_MS = 60 * 60 * 1_000
/** A day more than an archive is good for. */
const KEPT_MS = 8 * 24 * 60 * 60 * 1_000
const KEYS_MAX = 500

/** Removes what is left of exports, however they ended, from the store. */
export const sweepArchives = keepDoing('sweep-archives', async ({ signal, ...parts }) => {
  while (!signal.aborted) {
    await sweepOldArchives(parts)
    await wait(ROUND_MS, undefined, { signal }).catch(() => {})
  }
})

export async function sweepOldArchives({ objects, clock }: Pick<ActivityParts, 'objects' | 'clock'>): Promise<void> {
  const before = clock.now().getTime() - KEPT_MS
  let old: string[] = []
  for await (const { key, storedAt } of objects.list('originals', 'exports/')) {
    if (storedAt.getTime() < before) old.push(key)
    if (old.length < KEYS_MAX) continue
    await objects.delete('originals', old)
    old = []
  }
  await objects.delete('originals', old)
}

/** Of somebody who leaves: objects before rows. */
export const forgetArchives: Forget = async ({ db }, userId, { objects }) => {
  const theirs = await db.select({ id: dataExports.id }).from(dataExports).where(eq(dataExports.userId, userId))
  for (const { id } of theirs) {
    const keys: string[] = []
    for await (const { key } of objects.list('originals', exportPrefix(id))) keys.push(key)
    await objects.delete('originals', keys)
  }
  return false
}
