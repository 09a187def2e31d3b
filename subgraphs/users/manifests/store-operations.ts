import { among, type Db, rowsOf } from '@varal/platform/db'
import { type Outcome, refuse } from '@varal/platform/outcome'
import { and, eq, sql } from 'drizzle-orm'
import type { NewOperations } from './new-operations.ts'
import { type ManifestRow, manifestOperations } from './tables.ts'

interface Added {
  readonly count: number
  readonly bytes: number
  readonly costMax: number
}

/**
 * Adds operations to a draft. Those that are there already, and all those of a published version, must have the text that
 * is stored: an id means one text.
 */
export async function storeOperations(db: Db, manifest: ManifestRow, given: NewOperations): Promise<Outcome<Added>> {
  const added = manifest.state === 'DRAFT' ? await insertNew(db, manifest, given) : new Set<string>()
  const conflict = await firstConflict(
    db,
    manifest,
    given.filter(({ id }) => !added.has(id)),
  )
  if (conflict) {
    const at = String(given.findIndex(({ id }) => id === conflict))
    return refuse('IDEMPOTENCY_MISMATCH', ['input', 'operations', at])
  }
  const fresh = given.filter(({ id }) => added.has(id))
  return {
    count: fresh.length,
    bytes: fresh.reduce((bytes, { body }) => bytes + Buffer.byteLength(body), 0),
    costMax: fresh.reduce((most, { cost }) => Math.max(most, cost), 0),
  }
}

async function insertNew(db: Db, { id }: ManifestRow, given: NewOperations): Promise<ReadonlySet<string>> {
  if (given.length === 0) return new Set()
  const column = <Value>(of: (one: NewOperations[number]) => Value) => sql.param(given.map(of))
  // Arrays rather than a row of parameters for each: the statement's text stays the same.
  const rows = await rowsOf<{ operation_id: string }>(
    db,
    sql`
      insert into ${manifestOperations} (manifest_id, operation_id, name, body, cost)
      select ${id}::uuid, * from unnest(
        ${column((one) => one.id)}::text[], ${column((one) => one.name)}::text[],
        ${column((one) => one.body)}::text[], ${column((one) => one.cost)}::int[])
      on conflict do nothing
      returning operation_id`,
  )
  return new Set(rows.map((row) => row.operation_id))
}

/** The id of an operation that is not stored, or has another text. */
async function firstConflict(db: Db, { id: manifestId }: ManifestRow, given: NewOperations): Promise<string | null> {
  if (given.length === 0) return null
  const { operationId, body } = manifestOperations
  const stored = await db
    .select({ operationId, body })
    .from(manifestOperations)
    .where(
      and(
        eq(manifestOperations.manifestId, manifestId),
        among(
          operationId,
          given.map(({ id }) => id),
        ),
      ),
    )
  const texts = new Map(stored.map((row) => [row.operationId, row.body]))
  return given.find((one) => texts.get(one.id) !== one.body)?.id ?? null
}
