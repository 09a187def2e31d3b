import { rowsOf } from '@varal/platform/db'
import type { Viewer } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { USES_MAX } from './limits.ts'
import { clientName, clientVersion, operationId } from './names.ts'
import { manifestOperations, manifests, operationUses } from './tables.ts'

const use = z.object({
  client: clientName,
  version: clientVersion,
  operationId,
  count: z.int().min(1).max(1_000_000_000),
  lastUsedAt: z.iso.datetime(),
})

export const recordOperationUseInput = z.object({ uses: z.array(use).max(USES_MAX) })

/**
 * Adds what gateways counted. Two statements, whose rows are locked in one order, so that gateways that tell their counts
 * at the same time cannot wait for each other. A gateway's clock may be ahead; nothing was used after `work.at`.
 */
export async function recordOperationUse(
  work: Work,
  _viewer: Viewer,
  { uses }: z.output<typeof recordOperationUseInput>,
): Promise<{ recorded: number }> {
  const column = <Value>(of: (one: z.output<typeof use>) => Value) => sql.param(uses.map(of))
  const counted = await rowsOf<{ manifest_id: string; last_used_at: string }>(
    work.db,
    sql`
      insert into ${operationUses} as held (manifest_id, operation_id, use_count, last_used_at)
      select stored.manifest_id, stored.operation_id, sum(told.count), least(max(told.last_used_at), ${work.at.toISOString()})
      from unnest(
        ${column((one) => one.client)}::text[], ${column((one) => one.version)}::text[],
        ${column((one) => one.operationId)}::text[], ${column((one) => one.count)}::bigint[],
        ${column((one) => one.lastUsedAt)}::timestamptz[]) as told(client, version, operation_id, count, last_used_at)
      join ${manifests} as manifest
        on manifest.client = told.client and manifest.version = told.version and manifest.app_id is not null
      join ${manifestOperations} as stored
        on stored.manifest_id = manifest.id and stored.operation_id = told.operation_id
      group by 1, 2
      order by 1, 2
      on conflict (manifest_id, operation_id) do update
        set use_count = held.use_count + excluded.use_count, last_used_at = greatest(held.last_used_at, excluded.last_used_at)
      returning manifest_id, last_used_at`,
  )
  if (counted.length > 0) await touchManifests(work, counted)
  return { recorded: counted.length }
}

async function touchManifests(work: Work, counted: readonly { manifest_id: string; last_used_at: string }[]) {
  const ids = sql.param(counted.map((row) => row.manifest_id))
  const times = sql.param(counted.map((row) => row.last_used_at))
  await work.db.execute(sql`
    with used as (
      select id, max(at) as at from unnest(${ids}::uuid[], ${times}::timestamptz[]) as one(id, at) group by id
    ), held as (
      select id from ${manifests} where id in (select id from used) order by id for no key update
    )
    update ${manifests} as manifest
    set last_used_at = greatest(manifest.last_used_at, used.at)
    from held join used using (id)
    where manifest.id = held.id`)
}
