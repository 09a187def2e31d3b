import { createHmac, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ActivityParts } from '@varal/platform/handlers'
import { memoryLive } from '@varal/platform/live/memory-live'
import { createLog } from '@varal/platform/log'
import { outside } from '@varal/platform/outbound/outside'
import type { Actor } from '@varal/platform/viewer'
import { workOn } from '@varal/platform/work'
import type { LoneSubgraph } from '../../../testing/lone-subgraph.ts'
import type { UserErrors } from '../test-people.ts'
import { dueWebhooks } from './deliver-webhooks.ts'
import { tellEndpoint } from './tell-endpoint.ts'

/** For this folder's tests: an app's server, and what its developer does. */

export interface Told {
  readonly id: string
  readonly topic: string
  readonly data: Record<string, string>
}

export interface Endpoint extends AsyncDisposable {
  readonly url: string
  readonly told: Told[]
  /** Of the last request. */
  readonly last: { body: string; signature: string }
  /** What it answers from now on. */
  status: number
}

export async function startEndpoint(): Promise<Endpoint> {
  const told: Told[] = []
  const last = { body: '', signature: '' }
  const endpoint = { told, last, status: 204, url: '' }
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    last.body = body
    last.signature = String(request.headers['varal-signature'])
    if (endpoint.status < 300) told.push(JSON.parse(body))
    response.writeHead(endpoint.status, endpoint.status === 302 ? { location: '/' } : {}).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  endpoint.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  return Object.assign(endpoint, {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  })
}

/** Which of the secrets has signed what the endpoint was told last. */
export function signersOf({ last }: Endpoint, secrets: readonly string[]): number[] {
  const [time = '', ...signatures] = last.signature.split(',')
  const of = (secret: string) =>
    `v1=${createHmac('sha256', secret)
      .update(`${time.slice(2)}.${last.body}`)
      .digest('hex')}`
  return secrets.flatMap((secret, index) => (signatures.includes(of(secret)) ? [index] : []))
}

/** Tells every endpoint that is due what waits for it, once round. */
export async function deliver(app: LoneSubgraph, { allowsPrivate = true } = {}): Promise<void> {
  await using live = memoryLive()
  const parts: ActivityParts = {
    ...{
      db: app.db,
      clock: app.clock,
      log: createLog('silent'),
      outside: outside(allowsPrivate),
      objects: {} as never,
      settings: {} as never,
    },
    ...{ work: workOn({ db: app.db, clock: app.clock, live }), signal: new AbortController().signal },
  }
  for (const id of await dueWebhooks(parts, 0)) await tellEndpoint(id, parts)
}

const errors = 'userErrors { code path message }'
export const fields =
  'webhook { id url topics isEnabled failures nextAttemptAt deliveries { eventId topic attempt status fault } }'

export interface WebhookPayload extends UserErrors {
  readonly webhook: {
    id: string
    url: string
    topics: string[]
    isEnabled: boolean
    failures: number
    nextAttemptAt: string | null
    deliveries: { eventId: string; topic: string; attempt: number; status: number | null; fault: string | null }[]
  } | null
  readonly signingSecret?: string | null
}

/** `createWebhook` and its like. */
export async function change(app: LoneSubgraph, as: Actor, name: string, input: object): Promise<WebhookPayload> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`
  const secret = /create|rotate/.test(name) ? 'signingSecret' : ''
  const text = `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} ${secret} ${errors} } }`
  return (await app.ask(text, { input }, as))[name]
}

export const create = (app: LoneSubgraph, as: Actor, appId: string, given: object = {}) =>
  change(app, as, 'createWebhook', {
    ...{ appId, url: 'https://example.org/hook', topics: ['post.published'], idempotencyKey: randomUUID() },
    ...given,
  })

/** The webhooks of an app, as its owner sees them. */
export async function listed(app: LoneSubgraph, as: Actor, appId: string): Promise<WebhookPayload['webhook'][]> {
  const text = `query ($id: ID) { app(id: $id) { webhooks ${fields.slice('webhook '.length)} } }`
  return (await app.ask(text, { id: appId }, as)).app.webhooks
}
