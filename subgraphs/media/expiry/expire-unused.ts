import { setTimeout as wait } from 'node:timers/promises'
import { type ActivityParts, keepDoing } from '@varal/platform/handlers'
import { and, asc, eq, isNull, lt, or } from 'drizzle-orm'
import { assets } from '../assets/tables.ts'
import { askAbout } from './ask-about.ts'

/** Of one transaction; the rest goes next time. */
const ASSETS_MAX = 100
const ROUND_MS = 60_000

/** Asks about what is shown nowhere, as far as is known here: what nobody shows is then removed. */
export const expireUnused = keepDoing('expire-unused', async ({ signal, ...parts }) => {
  while (!signal.aborted) {
    await askAboutUnused(parts)
    await wait(ROUND_MS, undefined, { signal }).catch(() => {})
  }
})

/** One round, oldest first. What somebody has looked at lately may be about to be used. */
export async function askAboutUnused({ work, settings }: Pick<ActivityParts, 'work' | 'settings'>): Promise<void> {
  await work(async (unit) => {
    const before = new Date(unit.at.getTime() - settings.media.unusedAssetS * 1_000)
    const unused = await unit.db
      .select({ id: assets.id, ownerId: assets.ownerId })
      .from(assets)
      .where(
        and(
          eq(assets.state, 'READY'),
          isNull(assets.usedAt),
          isNull(assets.removingAt),
          lt(assets.createdAt, before),
          or(isNull(assets.lookedAt), lt(assets.lookedAt, before)),
        ),
      )
      .orderBy(asc(assets.createdAt))
      .limit(ASSETS_MAX)
      .for('update', { skipLocked: true })
    await askAbout(unit, unused, 'UNUSED')
  })
}
