import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { installFfmpeg } from '../bin/servers/find-ffmpeg.ts'
import { type Servers, startServers } from '../bin/servers/start-servers.ts'
import { dropDatabases, migrateTemplates } from './templates.ts'

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
  const servers = await testServers()
  const runId = randomBytes(4).toString('hex')
  // On private servers nobody else is at work: what an interrupted run left can go.
  if (!process.env['TEST_POSTGRES_URL']) await dropDatabases(servers.postgresUrl, '')
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

/** Those of TEST_POSTGRES_URL, TEST_REDIS_URL and TEST_NATS_URL, which any number of runs may share; else private ones. */
async function testServers(): Promise<Omit<Servers, 'private'>> {
  const given = {
    postgresUrl: process.env['TEST_POSTGRES_URL'] ?? '',
    redisUrl: process.env['TEST_REDIS_URL'] ?? '',
    natsUrl: process.env['TEST_NATS_URL'] ?? '',
  }
  if (given.postgresUrl && given.redisUrl && given.natsUrl) return { ...given, async [Symbol.asyncDispose]() {} }
  const dir = fileURLToPath(new URL('../.varal/test', import.meta.url))
  const report = () => {}
  // Those who test beside others bring their own.
  await installFfmpeg(process.env['FFMPEG_PATH'], { report, logFolder: join(dir, 'logs') })
  return startServers({
    dir,
    given,
    report,
    onDeath: (name, logFile) => console.error(`${name} ended during the tests; its log is ${logFile}`),
    durable: false,
  })
}
