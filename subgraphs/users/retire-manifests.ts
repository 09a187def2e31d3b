import { numberRuns } from '@varal/platform/live/number-items'
import type { Work } from '@varal/platform/work'
import type { AppId } from '@varal/schema/ids'
import { manifestsTopic } from '@varal/schema/live'
import { asc, eq, sql } from 'drizzle-orm'
import { manifests } from './manifests/tables.ts'

/**
 * Ends all manifests of an app that is about to go: gateways read it as they read any retirement. Their texts may be many
 * megabytes, so it is a chore that removes them.
 */
export async function retireManifests(work: Work, appId: AppId): Promise<void> {
  const held = await work.db
    .select({ id: manifests.id })
    .from(manifests)
    .where(eq(manifests.appId, appId))
    .orderBy(asc(manifests.id))
    .for('update')
  if (held.length === 0) return

  const first = (await numberRuns(work.db, new Map([[manifestsTopic, held.length]]))).get(manifestsTopic)
  const ids = sql.param(held.map(({ id }) => id))
  await work.db.execute(sql`
    update ${manifests}
    set app_id = null, state = 'RETIRED', retired_at = ${work.at.toISOString()}, position = ${first} + gone.number - 1
    from unnest(${ids}::uuid[]) with ordinality as gone(id, number)
    where ${manifests.id} = gone.id`)
}
