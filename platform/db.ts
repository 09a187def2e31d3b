import { type SQL, sql } from 'drizzle-orm'
import { drizzle, type NodePgQueryResultHKT } from 'drizzle-orm/node-postgres'
import type { PgColumn, PgDatabase } from 'drizzle-orm/pg-core'
import pg from 'pg'

/** A connection pool or an open transaction: whatever can run a statement. */
export type Db = PgDatabase<NodePgQueryResultHKT, Record<string, never>>

/** One subgraph's database. */
export interface Database extends AsyncDisposable {
  readonly db: Db
  readonly url: string
}

export interface DatabaseOptions {
  readonly url: string
  /** Connections at most; what asks beyond them waits for at most 2 s. */
  readonly poolMax?: number
  /** Called with each statement's text before it runs. */
  readonly onStatement?: (text: string) => void
}

/** A statement that takes longer is cancelled: the client has given up by then (a subgraph answers within 3 s). */
const STATEMENT_TIMEOUT_MS = 3_000

export function connectDatabase({ url, poolMax = 10, onStatement }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolMax,
    connectionTimeoutMillis: 2_000,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: 30_000,
    application_name: 'varal',
  })
  // An idle connection that breaks is replaced at its next use; without a listener it would end the process.
  pool.on('error', () => {})
  const db = drizzle(pool, onStatement ? { logger: { logQuery: onStatement } } : {}) as unknown as Db
  return { db, url, [Symbol.asyncDispose]: () => pool.end() }
}

/** `column = any($1)`: the statement's text, and so its plan, stays the same however many keys there are. */
export function among<Value>(column: PgColumn & { _: { data: Value } }, keys: readonly Value[]): SQL {
  return sql`${column} = any(${sql.param([...keys])})`
}

/** The rows of a hand-written statement. */
export async function rowsOf<Row extends Record<string, unknown>>(db: Db, statement: SQL): Promise<Row[]> {
  return (await db.execute(statement)).rows as Row[]
}
