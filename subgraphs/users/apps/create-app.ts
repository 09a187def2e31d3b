import { mintApiKey } from '@varal/platform/api-key'
import { mintId } from '@varal/platform/mint-id'
import { idempotencyKey } from '@varal/platform/mutation'
import { type Outcome, refuse } from '@varal/platform/outcome'
import { line } from '@varal/platform/plain-text'
import type { Actor } from '@varal/platform/viewer'
import type { RunWork, Work } from '@varal/platform/work'
import type { AppId } from '@varal/schema/ids'
import { scopeNames } from '@varal/schema/scopes'
import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { accounts } from '../accounts/tables.ts'
import { redirectUris } from './redirect-uris.ts'
import { apiKeys, apps } from './tables.ts'

const APPS_MAX = 20

export const appName = line(1, 60)

/** In one order, and each once: the same scopes are the same list. */
export const appScopes = z
  .array(z.enum(scopeNames))
  .max(scopeNames.length)
  .transform((given) => scopeNames.filter((scope) => given.includes(scope)))

export const createAppInput = z.object({
  name: appName,
  scopes: appScopes,
  redirectUris: redirectUris.default([]),
  idempotencyKey,
})

interface NewApp {
  readonly name: string
  readonly scopes: z.output<typeof appScopes>
  readonly redirectUris?: readonly string[]
  /** Only for the command of who runs the system. */
  readonly firstParty?: boolean
}

/** Registers an app, which gets its first key after the commit: a key must not be stored with the idempotency key. */
export async function createApp(
  work: Work,
  owner: Pick<Actor, 'id'>,
  { name, scopes, redirectUris = [], firstParty = false }: NewApp,
): Promise<Outcome<{ app: { id: AppId } }>> {
  // The lock makes those who come at the same time count one after the other.
  const [account] = await work.db
    .select({ id: accounts.id })
    .from(accounts)
    .where(eq(accounts.id, owner.id))
    .for('no key update')
  if (!account) return refuse('NOT_FOUND')
  if ((await work.db.$count(apps, eq(apps.ownerId, owner.id))) >= APPS_MAX) return refuse('LIMIT_REACHED')

  const id = mintId('App', work.at)
  await work.db.insert(apps).values({
    ...{ id, ownerId: owner.id, name, scopes, redirectUris: [...redirectUris], firstParty, createdAt: work.at },
  })
  return { app: { id } }
}

/** Gives an app its first key, unless it has had one: of repeated requests, even at the same time, one gets a key. */
export async function giveFirstKey(
  { app }: { app: { id: AppId } },
  { work }: { work: RunWork },
): Promise<{ app: { id: AppId }; apiKey: string | null }> {
  const key = mintApiKey()
  const isGiven = await work(async ({ db }) => {
    const waiting = await db
      .update(apps)
      .set({ apiKeyHint: key.hint })
      .where(and(eq(apps.id, app.id), isNull(apps.apiKeyHint)))
      .returning({ id: apps.id })
    if (waiting.length > 0) await db.insert(apiKeys).values({ hash: key.hash, appId: app.id })
    return waiting.length > 0
  })
  return { app, apiKey: isGiven ? key.text : null }
}
