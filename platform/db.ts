import { type SQL, sql } from 'drizzle-orm'
import { drizzle, type NodePgQueryResultHKT } from 'drizzle-orm/node-postgres'
import type { PgColumn, PgDatabase } from 'drizzle-orm/pg-core'
import pg from 'pg'
import { isOutage } from './faults.ts'
import { preparesRepeated } from './prepared-statements.ts'
import { tracedStatements } from './traced-statements.ts'

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
  /**
   * A connection that nobody used for so long is closed. Opening one and preparing its statements again takes longer than a
   * page, and a burst after a lull would wait for ten at once (a second, with the driver's own 10 s): so not before 5 minutes.
   */
  readonly idleMs?: number
  /** A statement that takes longer is cancelled: the client has given up by then (a subgraph answers within 3 s). */
  readonly statementMs?: number
  /** Called with each statement's text before it runs. */
  readonly onStatement?: (text: string) => void
}

/**
 * Pages of a list are planned for the average key, and asked of the best known: decision 0017. Compiling statements that take
 * a millisecond takes hundreds.
 */
const PLANNING = '-c random_page_cost=1.1 -c jit=off'

export function connectDatabase({
  url,
  poolMax = 10,
  idleMs = 300_000,
  statementMs = 3_000,
  onStatement,
}: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolMax,
    connectionTimeoutMillis: 2_000,
    idleTimeoutMillis: idleMs,
    statement_timeout: statementMs,
    // A server that is gone without a word cancels nothing.
    query_timeout: statementMs * 1.5,
    idle_in_transaction_session_timeout: 30_000,
    application_name: 'varal',
    options: PLANNING,
    keepAlive: true,
  })
  const prepare = preparesRepeated()
  // A connection that breaks is replaced at its next use; without listeners it would end the process. The pool hears of
  // idle ones only: one that breaks between two statements of a transaction has to be listened to itself.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', () => {})
    prepare(client)
  })
  const options = onStatement ? { logger: { logQuery: onStatement } } : {}
  const db = drizzle(tracedStatements(pool), options) as unknown as Db

  // Drizzle's own never gives a connection back that breaks at "begin": each outage would leave the pool with fewer.
  db.transaction = async (change, config) => {
    const client = await pool.connect()
    let isBroken = true
    try {
      const result = await (drizzle(tracedStatements(client), options) as unknown as Db).transaction(change, config)
      isBroken = false
      return result
    } catch (error) {
      isBroken = isOutage(error)
      throw error
    } finally {
      client.release(isBroken)
    }
  }
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
