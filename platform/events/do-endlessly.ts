import { setTimeout as wait } from 'node:timers/promises'
import type { Activity, ActivityParts } from '../handlers.ts'

const AGAIN_MS = 1_000

/** Does it until `signal`; what it throws is logged, and it begins again. */
export async function doEndlessly(activity: Activity, parts: ActivityParts): Promise<void> {
  const { log, signal } = parts
  while (!signal.aborted) {
    await activity.run(parts).catch((err: unknown) => {
      if (!signal.aborted)
        log.warn({ activity: activity.as, err }, 'what is done all the time failed, and begins again')
    })
    await wait(AGAIN_MS, undefined, { signal }).catch(() => {})
  }
}
