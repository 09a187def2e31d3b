import { existsSync } from 'node:fs'
import { migrateDatabase } from '@varal/platform/migrate'
import { subgraphNames } from '@varal/schema/subgraph-names'
import pg from 'pg'
import { databaseUrl, migrationsOf, templateOf } from './databases.ts'

/** For each subgraph a database with all tables and no rows, to be cloned. */
export async function migrateTemplates(serverUrl: string, runId: string): Promise<void> {
  const migrated = subgraphNames.filter((name) => existsSync(migrationsOf(name)))
  await Promise.all(
    migrated.map((name) => migrateDatabase(databaseUrl(serverUrl, templateOf(runId, name)), migrationsOf(name))),
  )
}

/** Drops the databases of a run; of all runs, if the id is empty. */
export async function dropDatabases(serverUrl: string, runId: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  const { rows } = await client.query<{ datname: string }>(
    'select datname from pg_database where starts_with(datname, $1)',
    [`test_${runId}`],
  )
  for (const { datname } of rows) {
    await client.query(`drop database if exists ${client.escapeIdentifier(datname)} with (force)`)
  }
  await client.end()
}
