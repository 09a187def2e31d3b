import { subgraphNames } from '@varal/schema/subgraph-names'
import pg from 'pg'
import type { World } from './world.ts'

interface Column {
  readonly table: string
  readonly column: string
}

/**
 * Every column of every table of every database that has one of the texts in it, in whatever type of column: as
 * `social.likes.user_id`.
 */
export async function tracesOf(world: World, texts: readonly string[]): Promise<string[]> {
  const traces: string[] = []
  for (const name of subgraphNames) {
    const url = new URL(world.env['POSTGRES_URL'] ?? '')
    url.pathname = `/${world.env['NAMESPACE']}_${name}`
    const client = new pg.Client({ connectionString: url.href })
    await client.connect()
    try {
      const { rows } = await client.query<Column>(`
        select columns.table_name as table, column_name as column from information_schema.columns
        join information_schema.tables using (table_schema, table_name)
        where table_schema = 'public' and table_type = 'BASE TABLE' order by 1, 2`)
      for (const { table, column } of rows) {
        const found = await client.query(
          `select from "${table}" where exists (select from unnest($1::text[]) as sought (value) where strpos("${table}"."${column}"::text, sought.value) > 0) limit 1`,
          [texts],
        )
        if (found.rowCount) traces.push(`${name}.${table}.${column}`)
      }
    } finally {
      await client.end()
    }
  }
  return traces
}
