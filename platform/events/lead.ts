import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from '../log.ts'
import { untilAborted } from '../until-aborted.ts'

/** What the leader may do while it leads. The connection is its title: when that ends, so does the session. */
export interface Leadership {
  readonly client: pg.Client
  readonly signal: AbortSignal
}

/** Any number; the lock belongs to the database that it is taken in. */
const LOCK = 7_211_402
const RETRY_MS = 200
const CONNECT_MS = 2_000
const STATEMENT_MS = 10_000
/** How long a server that does not answer is bid farewell. */
const GOODBYE_MS = 300

/**
 * Runs `session` in one process at a time per database, for ever: when the leader is gone another process takes over
 * within a second. A session that throws, or loses its connection, begins again. Resolves after `signal` and the session's end.
 */
export async function lead(
  url: string,
  log: Logger,
  signal: AbortSignal,
  session: (leadership: Leadership) => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await leadOnce(url, signal, session)
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, 'leading ended, and begins again')
    }
    await wait(RETRY_MS, undefined, { signal }).catch(() => {})
  }
}

async function leadOnce(url: string, stopping: AbortSignal, session: (leadership: Leadership) => Promise<void>) {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'varal-leader',
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    keepAlive: true,
  })
  const lost = new AbortController()
  client.on('error', (error) => lost.abort(error))
  client.on('end', () => lost.abort(new Error('The leader lost its connection')))
  try {
    await untilAborted(stopping, client.connect())
    while (!(await untilAborted(stopping, isLeader(client)))) {
      await wait(RETRY_MS, undefined, { signal: stopping })
    }
    await session({ client, signal: AbortSignal.any([stopping, lost.signal]) })
    lost.signal.throwIfAborted()
  } finally {
    await Promise.race([client.end().catch(() => {}), wait(GOODBYE_MS, undefined, { ref: false })])
  }
}

async function isLeader(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ leads: boolean }>('select pg_try_advisory_lock($1) as leads', [LOCK])
  return rows[0]?.leads === true
}
