import type { UserId } from '@varal/schema/ids'
import { and, asc, eq, gt } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { ExportKind } from './exporting.ts'

const PAGE = 500

/**
 * A kind of thing that a person has: the rows of a table that name them in one column, in the order of another, which is
 * unique among them. A page of rows is in memory at a time.
 */
export function linesOf<Table extends PgTable>(
  name: string,
  table: Table,
  { of, by }: { readonly of: PgColumn; readonly by: PgColumn },
  show: (row: Table['$inferSelect']) => object,
): ExportKind {
  const property = Object.entries(table).find(([, column]) => column === by)?.[0] ?? ''
  return {
    name,
    async *lines(db, userId: UserId) {
      for (let after: unknown = null; ; ) {
        const rows = (await db
          .select()
          .from(table as PgTable)
          .where(and(eq(of, userId), after === null ? undefined : gt(by, after)))
          .orderBy(asc(by))
          .limit(PAGE)) as Table['$inferSelect'][]
        for (const row of rows) yield show(row)
        if (rows.length < PAGE) return
        after = (rows.at(-1) as Record<string, unknown>)[property]
      }
    },
  }
}
