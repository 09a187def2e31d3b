import { randomUUID } from 'node:crypto'
import type { EventBus } from '@varal/platform/bus/bus'
import { type JetstreamBusOptions, jetstreamBus } from '@varal/platform/bus/jetstream-bus'
import { type Clock, systemClock } from '@varal/platform/clock'
import { connectDatabase, type Database } from '@varal/platform/db'
import { memoryLive } from '@varal/platform/live/memory-live'
import { mintId } from '@varal/platform/mint-id'
import { type RunWork, workOn } from '@varal/platform/work'
import type { DomainEvent } from '@varal/schema/events/events'
import type { SubgraphName } from '@varal/schema/subgraph-names'
import { connect, type NatsConnection } from 'nats'
import { inject } from 'vitest'
import { cloneDatabase } from './databases.ts'

export interface TestDatabase extends Database {
  readonly work: RunWork
}

/** A database of its own with the platform's tables: for tests of the platform's parts, without a subgraph. */
export async function openDatabase(given: { poolMax?: number; clock?: Clock } = {}): Promise<TestDatabase> {
  // Any subgraph's will do: each has the platform's tables.
  const cloned = await cloneDatabase(inject('postgresUrl'), inject('runId'), 'users')
  const database = connectDatabase({ url: cloned.url, poolMax: given.poolMax ?? 10 })
  return {
    ...database,
    work: workOn({ db: database.db, clock: given.clock ?? systemClock, live: memoryLive() }),
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]()
      await cloned[Symbol.asyncDispose]()
    },
  }
}

/** As `bin/` connects, so that what a test finds out holds there too. */
export function connectNats(url: string = inject('natsUrl')): Promise<NatsConnection> {
  const { host, username, password } = new URL(url)
  return connect({
    servers: host,
    ...(username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : {}),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
    pingInterval: 5_000,
    maxPingOut: 2,
  })
}

export interface TestBus {
  readonly bus: EventBus
  readonly nats: NatsConnection
  readonly namespace: string
  /** What a broken disk does to a stream. */
  deleteStream(owner: SubgraphName): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** A bus with streams of its own, which are deleted at the end. */
export async function openBus(
  options: JetstreamBusOptions = {},
  namespace = `test_${inject('runId')}_${randomUUID().slice(0, 8)}`,
): Promise<TestBus> {
  const nats = await connectNats()
  const manager = await nats.jetstreamManager()
  return {
    nats,
    namespace,
    bus: await jetstreamBus(nats, namespace, options),
    deleteStream: async (owner) => void (await manager.streams.delete(`${namespace}_${owner}`)),
    async [Symbol.asyncDispose]() {
      for await (const { config } of manager.streams.list()) {
        if (config.name.startsWith(`${namespace}_`)) await manager.streams.delete(config.name)
      }
      await nats.close()
    },
  }
}

/** A fact that is told apart by its text: somebody called `handle` has registered. */
export function registered(handle: string): DomainEvent<'users.account.registered'> {
  const at = systemClock.now()
  const data = { userId: mintId('User', at), handle, displayName: handle, bio: null }
  return { id: mintId('Event', at), name: 'users.account.registered', at: at.toISOString(), data }
}

export const handleOf = (event: DomainEvent): string => (event.data as { handle: string }).handle
