import { mintApiKey } from '@varal/platform/api-key'
import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import { and, eq, lte, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type AppRow, apiKeys, apps } from './tables.ts'

/** How long a key stays good when a newer one is made: time to bring the new one to every server. */
const OVERLAP_MS = 24 * 60 * 60 * 1_000
/** A client that repeats lost rotations must not end the key that is in use: it is refused a sixth instead. */
const KEYS_MAX = 5

export const rotateApiKeyInput = z.object({ appId: globalId('App'), revoke: z.boolean() })

/** Gives an app a new key. The others end after 24 hours, those that end before keep their time; `revoke` ends them now. */
export async function rotateApiKey(
  work: Work,
  actor: Actor,
  { appId, revoke }: z.output<typeof rotateApiKeyInput>,
): Promise<Outcome<{ app: AppRow; apiKey: string }>> {
  const key = mintApiKey()
  // First: the lock on its row makes rotations of an app come one after the other.
  const [app] = await work.db
    .update(apps)
    .set({ apiKeyHint: key.hint })
    .where(and(eq(apps.id, appId), eq(apps.ownerId, actor.id)))
    .returning()
  if (!app) return refuse('NOT_FOUND', ['input', 'appId'])

  const ofApp = eq(apiKeys.appId, appId)
  await work.db.delete(apiKeys).where(revoke ? ofApp : and(ofApp, lte(apiKeys.endsAt, work.at)))
  const endsAt = new Date(work.at.getTime() + OVERLAP_MS)
  const others = await work.db
    .update(apiKeys)
    .set({ endsAt: sql`coalesce(${apiKeys.endsAt}, ${endsAt})` })
    .where(ofApp)
    .returning({ hash: apiKeys.hash })
  if (others.length >= KEYS_MAX) return refuse('LIMIT_REACHED')

  await work.db.insert(apiKeys).values({ hash: key.hash, appId })
  return { app, apiKey: key.text }
}
