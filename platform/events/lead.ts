import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from '../log.ts'

/** What the leader may do while it leads. The connection is its title: when that ends, so does the session. */
export interface Leadership {
  readonly client: pg.Client
  readonly signal: AbortSignal
}

/** Any number; the lock belongs to the database that it is taken in. */
const LOCK = 7_211_402
const RETRY_MS = 200

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
  const client = new pg.Client({ connectionString: url, application_name: 'varal-leader', keepAlive: true })
  const lost = new AbortController()
  client.on('error', (error) => lost.abort(error))
  client.on('end', () => lost.abort(new Error('The leader lost its connection')))
  await client.connect()
  try {
    while (!(await isLeader(client))) {
      await wait(RETRY_MS, undefined, { signal: stopping })
    }
    await session({ client, signal: AbortSignal.any([stopping, lost.signal]) })
  } finally {
    await client.end().catch(() => {})
  }
}

async function isLeader(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ leads: boolean }>('select pg_try_advisory_lock($1) as leads', [LOCK])
  return rows[0]?.leads === true
}
