import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Caller } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { AppId } from '@varal/schema/ids'
import { eq, sql } from 'drizzle-orm'
import { type AppRow, apps } from '../apps/tables.ts'
import { isOwnApp } from '../own-app.ts'
import { CLIENTS_MAX } from './limits.ts'
import { clientNames } from './tables.ts'

/**
 * The app that publishes for a client: the one that is named, else the one that asks, else the one that has the client's
 * name. It is locked until the transaction ends, so that what an app stores is counted in turn. A name that nobody has
 * becomes its own.
 */
export async function claimClient(
  work: Work,
  client: string,
  appId: AppId | null,
  caller: Caller,
): Promise<Outcome<AppRow>> {
  const named = appId ?? caller.app?.id ?? null
  const holder = sql<AppId | null>`(select ${clientNames.appId} from ${clientNames} where ${clientNames.name} = ${client})`
  const [found] = await work.db
    .select({ app: apps, holder })
    .from(apps)
    .where(eq(apps.id, named ?? holder))
    .for('no key update')
  if (!found || !isOwnApp(found.app, caller)) return refuse('NOT_FOUND', ['input', 'appId'])

  const { app } = found
  if (found.holder !== null) return found.holder === app.id ? app : refuse('FORBIDDEN', ['input', 'client'])
  return (await takeName(work, client, app.id)) ?? app
}

/** Null if the name is the app's now. It may be since a moment ago: then it is written once more, and stays. */
async function takeName(work: Work, client: string, appId: AppId) {
  const taken = await work.db
    .insert(clientNames)
    .values({ name: client, appId })
    .onConflictDoUpdate({ target: clientNames.name, set: { appId }, setWhere: eq(clientNames.appId, appId) })
    .returning({ name: clientNames.name })
  if (taken.length === 0) return refuse('FORBIDDEN', ['input', 'client'])
  const held = await work.db.$count(clientNames, eq(clientNames.appId, appId))
  return held > CLIENTS_MAX ? refuse('LIMIT_REACHED', ['input', 'client']) : null
}
