import { mintId } from '@varal/platform/mint-id'
import { idempotencyKey } from '@varal/platform/mutation'
import { type Outcome, refuse, refuseUntil } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { DataExportId } from '@varal/schema/ids'
import { and, desc, eq, gt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { dataExports } from './tables.ts'

export const requestDataExportInput = z.object({ includeMedia: z.boolean(), idempotencyKey })

const DAY_MS = 24 * 60 * 60 * 1_000
const EXPORTS_A_DAY = 3

/** One at a time, and three in 24 hours: each reads everything that the actor has. */
export async function requestDataExport(
  work: Work,
  { id: userId }: Actor,
  { includeMedia }: z.output<typeof requestDataExportInput>,
): Promise<Outcome<{ export: { id: DataExportId } }>> {
  await work.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`exports:${userId}`}, 0))`)
  const recent = await work.db
    .select({ state: dataExports.state, requestedAt: dataExports.requestedAt })
    .from(dataExports)
    .where(and(eq(dataExports.userId, userId), gt(dataExports.requestedAt, new Date(work.at.getTime() - DAY_MS))))
    .orderBy(desc(dataExports.id))
    .limit(EXPORTS_A_DAY)
  if (recent.some(({ state }) => state === 'QUEUED' || state === 'RUNNING')) return refuse('LIMIT_REACHED')
  const first = recent[EXPORTS_A_DAY - 1]
  if (first) return refuseUntil(first.requestedAt.getTime() + DAY_MS - work.at.getTime())

  const id = mintId('DataExport', work.at)
  await work.db.insert(dataExports).values({ id, userId, includeMedia, state: 'QUEUED', requestedAt: work.at })
  work.announce('users.export.requested', { exportId: id, userId, includeMedia })
  return { export: { id } }
}
