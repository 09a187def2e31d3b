import { randomBytes, randomUUID } from 'node:crypto'
import { newSigningKey } from '@varal/bin/signing-key'
import { type RunningGateway, startGateway } from '@varal/gateway/gateway'
import type { OperationsMode } from '@varal/gateway/operations/find-operation'
import { acceptedMs, edDsaAccessTokens } from '@varal/platform/access-tokens'
import type { EventBus } from '@varal/platform/bus/bus'
import { redisCache } from '@varal/platform/cache/redis-cache'
import { systemClock } from '@varal/platform/clock'
import { sealedCursors } from '@varal/platform/cursors'
import { connectDatabase, type Database } from '@varal/platform/db'
import { Mistake } from '@varal/platform/errors'
import type { SubgraphLink } from '@varal/platform/links/link'
import { liveHub } from '@varal/platform/live/live-hub'
import { memoryLive } from '@varal/platform/live/memory-live'
import { createLog } from '@varal/platform/log'
import type { Mail } from '@varal/platform/mail/mail'
import type { Objects } from '@varal/platform/objects/objects'
import { outside } from '@varal/platform/outbound/outside'
import { revokedSessions } from '@varal/platform/revoked-sessions'
import { storedSecrets } from '@varal/platform/stored-secrets'
import { subgraphApi } from '@varal/platform/subgraph-api'
import { readSupergraph } from '@varal/schema/read-supergraph'
import type { Scope } from '@varal/schema/scopes'
import { subgraphNames } from '@varal/schema/subgraph-names'
import { users } from '@varal/users/subgraph'
import { inject } from 'vitest'
import { cloneDatabase } from '../databases.ts'
import { PASSWORD } from '../world/actor.ts'
import { eventually } from '../world/eventually.ts'
import { type GatewayClient, gatewayClient } from './gateway-client.ts'

/** Gateways over the whole graph, of which users is there and everything else is away. */
export interface Gateways extends AsyncDisposable {
  readonly running: readonly RunningGateway[]
  readonly clients: readonly GatewayClient[]
  /** Asks the first of them. */
  readonly client: GatewayClient
  /** What users stores. */
  readonly database: Database
  /** Somebody new, signed in. */
  registers(name: string): Promise<Member>
  /** An app of somebody's. */
  opensApp(owner: Member, scopes: readonly Scope[]): Promise<App>
}

export interface Member {
  readonly handle: string
  /** The headers with which they ask. */
  readonly headers: { readonly authorization: string }
}

export interface App {
  readonly id: string
  /** The headers with which it asks. */
  readonly headers: { readonly 'x-api-key': string }
}

export interface GatewaysOptions {
  /** One gateway for each; `open` alone if absent. The first one must be open. */
  readonly modes?: readonly OperationsMode[]
  /** Multiplies what everybody may spend. */
  readonly budgetFactor?: number
}

/**
 * Each gateway is wired as in a process of its own: it has its own connection to Redis, and finds out by itself about
 * manifests, keys and sessions that have ended.
 */
export async function startGateways({ modes = ['open'], budgetFactor = 1 }: GatewaysOptions = {}): Promise<Gateways> {
  await using stack = new AsyncDisposableStack()
  const namespace = `test_${inject('runId')}_gateways_${randomBytes(4).toString('hex')}`
  const log = createLog('silent')
  const clock = systemClock
  const key = JSON.parse(newSigningKey())
  const secret = randomBytes(24).toString('base64url')

  async function ofOneProcess() {
    const cache = stack.use(redisCache(inject('redisUrl'), namespace))
    // On a busy machine a connection may take longer than a command waits for it.
    await eventually('Redis is reached', async () => (await cache.get('')) === null)
    const revoked = stack.use(await revokedSessions({ cache, log, keepMs: acceptedMs(TOKEN_S) }))
    return { cache, accessTokens: await edDsaAccessTokens({ key, ttlS: TOKEN_S, clock, revoked }) }
  }
  const cloned = stack.use(await cloneDatabase(inject('postgresUrl'), inject('runId'), 'users'))
  const database = stack.use(connectDatabase({ url: cloned.url, poolMax: 4 }))
  const live = stack.use(memoryLive())
  const hub = stack.use(await liveHub(database.db, live))
  const ports = {
    database,
    live,
    clock,
    log,
    cursors: sealedCursors(secret),
    storedSecrets: storedSecrets(secret),
    settings: {
      minimumAge: 13,
      erasureGraceS: 0,
      webUrl: null,
      media: { unusedAssetS: 7 * 24 * 60 * 60, coldAfterS: 0 },
      safety: { blurFrom: 0.5, hideFrom: 0.85 },
      links: {
        blockedHosts: new Set<string>(),
        robotContact: 'https://varal.example',
        publicUrl: 'https://varal.example',
      },
    },
    mail: {} as Mail,
    bus: {} as EventBus,
    objects: {} as Objects,
    ffmpeg: null,
    outside: outside(true),
  }
  const ofUsers = subgraphApi(users, { ...ports, ...(await ofOneProcess()) }, hub)
  const links = { ...Object.fromEntries(subgraphNames.map((name) => [name, away])), users: ofUsers }

  const running: RunningGateway[] = []
  for (const operationsMode of modes) {
    const started = await startGateway({
      ...(await ofOneProcess()),
      ...{ links, users: ofUsers, supergraphSdl: readSupergraph(), clock, log, host: '127.0.0.1', port: 0 },
      ...{ budgets: { secret, factor: budgetFactor }, operationsMode },
    })
    running.push(stack.use(started))
  }
  const clients = running.map(({ url }) => gatewayClient(url))
  const client = clients[0] as GatewayClient
  const owned = stack.move()
  return {
    ...{ running, clients, client, database },
    async registers(name) {
      const handle = `${name}_${randomBytes(4).toString('hex')}`
      const input = { name, handle, email: `${handle}@example.org`, password: PASSWORD, idempotencyKey: randomUUID() }
      const { data, text } = await client.post({ query: REGISTER, variables: { input } })
      if (!data?.register?.tokens) throw new Error(`${name} could not register: ${text}`)
      return { handle, headers: { authorization: `Bearer ${data.register.tokens.accessToken}` } }
    },
    async opensApp({ headers }, scopes) {
      const input = { name: 'Reader', scopes, idempotencyKey: randomUUID() }
      const { data } = await client.post({ query: CREATE_APP, variables: { input } }, headers)
      return { id: data.createApp.app.id, headers: { 'x-api-key': data.createApp.apiKey } }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

const TOKEN_S = 300
const REGISTER = /* GraphQL */ `mutation ($input: RegisterInput!) {
  register(input: $input) { tokens { accessToken } userErrors { code } }
}`
const CREATE_APP = /* GraphQL */ `mutation ($input: CreateAppInput!) {
  createApp(input: $input) { app { id } apiKey userErrors { code } }
}`

const isAway = async () => {
  throw new Mistake('SUBGRAPH_UNAVAILABLE', 'It cannot be reached.')
}
const away: SubgraphLink = { execute: isAway, subscribe: isAway }
