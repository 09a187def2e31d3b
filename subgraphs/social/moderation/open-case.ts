import { rowsOf } from '@varal/platform/db'
import { mintId } from '@varal/platform/mint-id'
import type { Work } from '@varal/platform/work'
import type { CaseId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import type { Subject } from './subject.ts'
import { moderationCases } from './tables.ts'

interface Opening extends Subject {
  readonly ownerId: UserId
  /** What the classifier saw; null from people. */
  readonly label: string | null
  /** Reports that come with it: 0 or 1. */
  readonly reports: number
}

/**
 * The open case of each subject, one if there is none, with the reports counted. The cases stay locked until the
 * transaction ends, in the order of their subjects. One statement.
 */
export async function openCases(work: Work, openings: readonly Opening[]): Promise<CaseId[]> {
  if (openings.length === 0) return []
  const rows = openings.toSorted((one, other) => (one.id < other.id ? -1 : 1))
  const column = (name: keyof Opening) => sql.param(rows.map((row) => row[name]))
  const ids = sql.param(rows.map(() => mintId('Case', work.at)))
  const opened = await rowsOf<{ id: CaseId }>(
    work.db,
    sql`
      insert into ${moderationCases} as held (id, subject_kind, subject_id, owner_id, label, reports, opened_at)
      select *, ${work.at.toISOString()}::timestamptz from unnest(
        ${ids}::uuid[], ${column('kind')}::text[], ${column('id')}::uuid[], ${column('ownerId')}::uuid[],
        ${column('label')}::text[], ${column('reports')}::int[])
      on conflict (subject_id) where state = 'OPEN' do update
      set reports = held.reports + excluded.reports, label = coalesce(excluded.label, held.label)
      returning id`,
  )
  return opened.map(({ id }) => id)
}
