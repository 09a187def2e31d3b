import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { SubgraphName } from '@varal/schema/subgraph-names'
import pg from 'pg'

export const migrationsOf = (subgraph: SubgraphName) =>
  fileURLToPath(new URL(`../subgraphs/${subgraph}/migrations`, import.meta.url))

export const templateOf = (runId: string, subgraph: SubgraphName) => `test_${runId}_template_${subgraph}`

export function databaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  return url.href
}

export interface ClonedDatabase extends AsyncDisposable {
  readonly url: string
}

/** A database of its own for a test, with all tables and no rows. Takes about 50 ms. */
export async function cloneDatabase(
  serverUrl: string,
  runId: string,
  subgraph: SubgraphName,
  name = `test_${runId}_${subgraph}_${randomBytes(5).toString('hex')}`,
): Promise<ClonedDatabase> {
  await command(serverUrl, `create database ${name} template ${templateOf(runId, subgraph)}`)
  return {
    url: databaseUrl(serverUrl, name),
    [Symbol.asyncDispose]: () => command(serverUrl, `drop database if exists ${name} with (force)`),
  }
}

/** A template can be cloned by one at a time: the others try again. */
const CLONE_TRIES = 50

async function command(serverUrl: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  try {
    for (let attempt = 1; ; attempt++) {
      const failure = await client.query(text).then(
        () => null,
        (error: unknown) => error,
      )
      if (failure === null) return
      // 55006: somebody else is cloning it.
      if (attempt === CLONE_TRIES || !(failure instanceof pg.DatabaseError) || failure.code !== '55006') throw failure
      await client.query('select pg_sleep(0.1)')
    }
  } finally {
    await client.end()
  }
}
