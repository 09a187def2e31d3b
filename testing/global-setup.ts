import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { migrateDatabase } from '@varal/platform/migrate'
import { subgraphNames } from '@varal/schema/subgraph-names'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startServers } from '../bin/servers/start-servers.ts'
import { databaseUrl, migrationsOf, templateOf } from './databases.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Names this run's databases, streams and keys: several runs may share servers. */
    readonly runId: string
    readonly postgresUrl: string
    readonly redisUrl: string
    readonly natsUrl: string
  }
}

/** Real servers for all tests, and for each subgraph a migrated database to clone. */
export default async function setup(project: TestProject) {
  const servers = await startServers({
    dir: fileURLToPath(new URL('../.varal/test', import.meta.url)),
    given: {
      postgresUrl: process.env['TEST_POSTGRES_URL'],
      redisUrl: process.env['TEST_REDIS_URL'],
      natsUrl: process.env['TEST_NATS_URL'],
    },
    report: () => {},
    onDeath: (name, logFile) => console.error(`${name} ended during the tests; its log is ${logFile}`),
    durable: false,
  })
  const runId = randomBytes(4).toString('hex')
  await migrateTemplates(servers.postgresUrl, runId)
  project.provide('runId', runId)
  project.provide('postgresUrl', servers.postgresUrl)
  project.provide('redisUrl', servers.redisUrl)
  project.provide('natsUrl', servers.natsUrl)
  return async () => {
    await dropDatabases(servers.postgresUrl, runId)
    await servers[Symbol.asyncDispose]()
  }
}

async function migrateTemplates(serverUrl: string, runId: string): Promise<void> {
  // On private servers nobody else is at work: what an interrupted run left can go.
  if (!process.env['TEST_POSTGRES_URL']) await dropDatabases(serverUrl, '')
  const migrated = subgraphNames.filter((name) => existsSync(migrationsOf(name)))
  await Promise.all(
    migrated.map((name) => migrateDatabase(databaseUrl(serverUrl, templateOf(runId, name)), migrationsOf(name))),
  )
}

async function dropDatabases(serverUrl: string, runId: string): Promise<void> {
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
