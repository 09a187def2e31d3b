import { every, on } from '@varal/platform/handlers'
import { ownerOf } from '@varal/schema/events/events'
import { and, eq, inArray, lt, lte } from 'drizzle-orm'
import { dataExports, exportParts } from './tables.ts'

const told = [
  'users.export.written',
  'media.export.written',
  'social.export.written',
  'feed.export.written',
  'recs.export.written',
] as const

/** Which parts there are. The export may be gone with its account. */
export const hearParts = told.map((name) =>
  on(name, `remember-${name}`, async ({ data: { exportId } }, { db }) => {
    const [running] = await db
      .update(dataExports)
      .set({ state: 'RUNNING' })
      .where(and(eq(dataExports.id, exportId), inArray(dataExports.state, ['QUEUED', 'RUNNING'])))
      .returning({ id: dataExports.id })
    if (running)
      await db
        .insert(exportParts)
        .values({ exportId, part: ownerOf(name) })
        .onConflictDoNothing()
  }),
)

const DAY_MS = 24 * 60 * 60 * 1_000

/** What nobody can fetch any more, and what did not come about in a day. Rows are forgotten after a month. */
export const endExports = every(60_000, 'end-exports', async ({ db, at }) => {
  const ago = (ms: number) => new Date(at.getTime() - ms)
  await db
    .update(dataExports)
    .set({ state: 'EXPIRED' })
    .where(and(eq(dataExports.state, 'READY'), lte(dataExports.expiresAt, at)))
  await db
    .update(dataExports)
    .set({ state: 'FAILED' })
    .where(and(inArray(dataExports.state, ['QUEUED', 'RUNNING']), lt(dataExports.requestedAt, ago(DAY_MS))))
  await db
    .delete(dataExports)
    .where(and(inArray(dataExports.state, ['EXPIRED', 'FAILED']), lt(dataExports.requestedAt, ago(30 * DAY_MS))))
})
