import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { newSigningKey } from '@varal/bin/signing-key'
import { subgraphNames } from '@varal/schema/subgraph-names'
import { connect as connectNats } from 'nats'
import { inject } from 'vitest'
import { cloneDatabase } from '../databases.ts'
import { type Actor, registerActor } from './actor.ts'
import { freePorts } from './free-ports.ts'
import { startInManyProcesses } from './many-processes.ts'
import { startInOneProcess } from './one-process.ts'
import type { RunningParts } from './running-parts.ts'

export const shapes = ['one process', 'a process per part'] as const
export type Shape = (typeof shapes)[number]

/** A running Varal of a test's own: its databases, streams and keys are nobody else's. */
export interface World extends RunningParts {
  readonly gatewayUrl: string
  readonly env: Readonly<Record<string, string>>
  /** Registers people by these names. */
  cast<Names extends string[]>(...names: Names): Promise<{ [K in keyof Names]: Actor }>
}

/** @param settings what is set otherwise than here */
export async function startWorld(
  shape: Shape,
  servers = injectedServers(),
  settings: Readonly<Record<string, string>> = {},
): Promise<World> {
  await using stack = new AsyncDisposableStack()
  const namespace = `test_${servers.runId}_${randomBytes(4).toString('hex')}`
  for (const name of subgraphNames)
    stack.use(await cloneDatabase(servers.postgresUrl, servers.runId, name, `${namespace}_${name}`))
  stack.defer(() => forgetStreams(servers.natsUrl, namespace))
  const dir = await mkdtemp(path.join(tmpdir(), 'varal-world-'))
  stack.defer(() => rm(dir, { recursive: true, force: true }))

  const [gatewayPort, objectsPort, ...subgraphPorts] = await freePorts(2 + subgraphNames.length)
  const secret = () => randomBytes(24).toString('base64url')
  const env: Record<string, string> = {
    POSTGRES_URL: servers.postgresUrl,
    REDIS_URL: servers.redisUrl,
    NATS_URL: servers.natsUrl,
    NAMESPACE: namespace,
    GATEWAY_PORT: String(gatewayPort),
    INTERNAL_PORT: '0',
    OBJECTS_PORT: String(objectsPort),
    OBJECTS_DIR: path.join(dir, 'objects'),
    OBJECTS_SECRET_KEY: secret(),
    CURSOR_SECRET: secret(),
    INTERNAL_SECRET: secret(),
    STORED_SECRETS_KEY: secret(),
    MAIL_DIR: path.join(dir, 'mail'),
    ACCESS_TOKEN_KEY: newSigningKey(),
    SUBGRAPH_URLS: subgraphNames.map((name, index) => `${name}=http://127.0.0.1:${subgraphPorts[index]}`).join(','),
    // One person here does what a thousand do. What everybody may spend has tests of its own.
    BUDGET_FACTOR: '1000',
    LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'warn',
    LOG_FILE: path.join(dir, 'varal.log'),
    APOLLO_TELEMETRY_DISABLED: '1',
    ...settings,
  }
  const gatewayUrl = `http://127.0.0.1:${env['GATEWAY_PORT']}`
  const running = stack.use(
    shape === 'one process' ? await startInOneProcess(env) : await startInManyProcesses(env, gatewayUrl),
  )

  const owned = stack.move()
  return {
    gatewayUrl,
    env,
    async cast(...names) {
      const actors = await Promise.all(names.map((name) => registerActor(gatewayUrl, name)))
      for (const actor of actors) owned.use(actor)
      return actors as never
    },
    statementsOf: running.statementsOf,
    kill: running.kill,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

export interface TestServers {
  readonly postgresUrl: string
  readonly redisUrl: string
  readonly natsUrl: string
  readonly runId: string
}

const injectedServers = (): TestServers => ({
  postgresUrl: inject('postgresUrl'),
  redisUrl: inject('redisUrl'),
  natsUrl: inject('natsUrl'),
  runId: inject('runId'),
})

async function forgetStreams(natsUrl: string, namespace: string): Promise<void> {
  const { host, username, password } = new URL(natsUrl)
  const nats = await connectNats({ servers: host, ...(username ? { user: username, pass: password } : {}) })
  const manager = await nats.jetstreamManager()
  for (const name of subgraphNames) await manager.streams.delete(`${namespace}_${name}`).catch(() => {})
  await nats.close()
}
