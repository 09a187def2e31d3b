import { generateKeyPairSync } from 'node:crypto'
import { composeServices } from '@apollo/composition'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { edDsaAccessTokens } from '@varal/platform/access-tokens'
import { memoryCache } from '@varal/platform/cache/memory-cache'
import { type Clock, systemClock } from '@varal/platform/clock'
import { Mistake } from '@varal/platform/errors'
import { httpLink } from '@varal/platform/links/http-link'
import { serveLink } from '@varal/platform/links/http-server'
import type { SubgraphLink } from '@varal/platform/links/link'
import { localLink } from '@varal/platform/links/local-link'
import { leavable } from '@varal/platform/live/leavable'
import { createLog, type Logger } from '@varal/platform/log'
import { mintId } from '@varal/platform/mint-id'
import type { Caller } from '@varal/platform/viewer'
import { parse } from 'graphql'
import { type GatewayOptions, type RunningGateway, startGateway } from './gateway.ts'

// Three real subgraphs, as small as they can be, in front of which the tests of this folder put a gateway.

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@authenticated"])`
const sdl = {
  users: `${link}
    type Query { me: User @authenticated  user(id: ID!): User  caller: String! }
    type Mutation { rename(id: ID!, name: String!): User }
    type User @key(fields: "id") { id: ID!  name: String!  motto: String  email: String @authenticated }`,
  social: `${link}
    type Query { post(id: ID!): Post  posts(first: Int = 3): [Post!]!  broken: Post  slow: String }
    type Mutation { like(id: ID!): Post }
    type Post @key(fields: "id") { id: ID!  title: String!  author: User  editor: User! likes: Int! }
    type Ad @key(fields: "id") { id: ID!  text: String! }
    type User @key(fields: "id") { id: ID!  posts: [Post!] }`,
  feed: `${link}
    type Query { feed: [Item!]!  nothing: String! }
    type Subscription { news(after: String, size: Int = 0): News!  quiet: News!  members: News! @authenticated }
    union Item = Post | Ad
    type Post @key(fields: "id") { id: ID!  rank: Int  fragile: Int }
    type Ad @key(fields: "id", resolvable: false) { id: ID! }
    interface StreamItem { cursor: String! }
    type News implements StreamItem { cursor: String!  post: Post!  padding: String }`,
}
type Name = keyof typeof sdl

/** What a test can do to the subgraphs, and see of them. */
export interface TinyGraph {
  readonly links: Record<Name, SubgraphLink>
  readonly supergraphSdl: string
  /** Subgraphs that do not answer. */
  readonly down: Set<Name>
  /** How many fetches each subgraph got. */
  readonly fetches: Record<Name, number>
  /** Fetches whose client left before they were answered. */
  readonly left: { fetches: number }
  /** Puts a post into the news. Its cursor is the number of news so far. */
  publish(postId: string): void
  /** What the stream's source has been through. */
  readonly source: { opened: number; pulled: number; ended: number; after: (string | null)[] }
  /** Lets `slow` answer. */
  letGo(): void
  [Symbol.asyncDispose](): Promise<void>
}

export async function tinyGraph({ overHttp = false, log = createLog('silent') } = {}): Promise<TinyGraph> {
  await using stack = new AsyncDisposableStack()
  const down = new Set<Name>()
  const fetches = { users: 0, social: 0, feed: 0 }
  const left = { fetches: 0 }
  const source: TinyGraph['source'] = { opened: 0, pulled: 0, ended: 0, after: [] }
  const news: string[] = []
  const waiting = new Set<() => void>()
  const slow = Promise.withResolvers<string>()

  const signedIn = ({ caller }: { caller: Caller }) => {
    if (caller.viewer.kind === 'anonymous') throw new Mistake('UNAUTHENTICATED', 'Sign in first.')
    return caller.viewer
  }
  const user = (id: string) => (id === 'nobody' ? null : { id, name: `name of ${id}`, motto: null })
  const post = (id: string) => ({ id, title: `title of ${id}`, author: { id: 'ada' }, editor: { id: 'ed' }, likes: 1 })
  const stream = (after: string | null, size: number) => {
    source.opened++
    source.after.push(after)
    let next = Number(after ?? news.length)
    let ended = false
    return leavable(
      async () => {
        source.pulled++
        while (!ended && next >= news.length) await new Promise<void>((resolve) => waiting.add(resolve))
        if (ended) return null
        const id = news[next++]
        return { cursor: String(next), post: { id }, padding: '.'.repeat(size) }
      },
      () => {
        ended = true
        source.ended++
        wake()
      },
    )
  }
  const wake = () => {
    for (const resolve of waiting) resolve()
    waiting.clear()
  }
  const asItIs = (item: unknown) => item
  const resolvers: Record<Name, any> = {
    users: {
      Query: {
        me: (_: unknown, __: unknown, ctx: any) => user(signedIn(ctx).id),
        user: (_: unknown, { id }: any) => user(id),
        caller: (_: unknown, __: unknown, { caller }: any) => JSON.stringify(caller),
      },
      Mutation: { rename: (_: unknown, { id, name }: any) => ({ ...user(id), name }) },
      User: {
        __resolveReference: ({ id }: any) => user(id),
        email: (_: unknown, __: unknown, ctx: any) => signedIn(ctx) && 'ada@example.org',
      },
    },
    social: {
      Query: {
        post: (_: unknown, { id }: any) => post(id),
        posts: (_: unknown, { first }: any) => Array.from({ length: first }, (_one, index) => post(`p${index + 1}`)),
        broken: () => {
          throw new Error('a fault that names the table posts_secret')
        },
        slow: () => slow.promise,
      },
      Mutation: { like: (_: unknown, { id }: any) => ({ ...post(id), likes: 2 }) },
      Post: { __resolveReference: ({ id }: any) => post(id) },
      Ad: { __resolveReference: ({ id }: any) => ({ id, text: `text of ${id}` }) },
      User: { __resolveReference: ({ id }: any) => ({ id }), posts: () => [post('p1')] },
    },
    feed: {
      Query: {
        feed: () => [
          { __typename: 'Post', id: 'p1' },
          { __typename: 'Ad', id: 'a1' },
          { __typename: 'Post', id: 'p2' },
        ],
        nothing: () => null,
      },
      Subscription: {
        news: { subscribe: (_: unknown, { after, size }: any) => stream(after ?? null, size), resolve: asItIs },
        quiet: { subscribe: () => stream('1000000', 0), resolve: asItIs },
        members: {
          subscribe: (_: unknown, __: unknown, ctx: any) => signedIn(ctx) && stream(null, 0),
          resolve: asItIs,
        },
      },
      Post: {
        __resolveReference: ({ id }: any) => ({ id }),
        rank: ({ id }: any) => Number(String(id).slice(1)),
        fragile({ id }: any) {
          if (id === 'p2') throw new Mistake('FORBIDDEN', 'Not this one.')
          return 1
        },
      },
    },
  }

  const services = Object.entries(sdl).map(([name, text]) => ({ name, url: '', typeDefs: parse(text) }))
  const { supergraphSdl, errors } = composeServices(services)
  if (!supergraphSdl) throw new AggregateError(errors ?? [])

  async function linkTo(name: Name): Promise<SubgraphLink> {
    const schema = buildSubgraphSchema([{ typeDefs: parse(sdl[name]), resolvers: resolvers[name] }])
    const served = localLink({ schema, contextOf: ({ caller }) => ({ caller }), log })
    if (!overHttp) return served
    const secret = 'a secret that only the tests of this run know'
    const server = stack.use(
      await serveLink({ name, link: served, secret, clock: systemClock, log, host: '127.0.0.1', port: 0 }),
    )
    return stack.use(httpLink({ name, url: server.url, secret, clock: systemClock }))
  }
  async function breakable(name: Name): Promise<SubgraphLink> {
    const real = await linkTo(name)
    const reach = () => {
      fetches[name]++
      if (down.has(name)) throw new Mistake('SUBGRAPH_UNAVAILABLE', `${name} cannot be reached.`)
      return real
    }
    return {
      async execute(request) {
        request.signal?.addEventListener('abort', () => left.fetches++)
        return reach().execute(request)
      },
      subscribe: async (request) => reach().subscribe(request),
    }
  }
  const links = { users: await breakable('users'), social: await breakable('social'), feed: await breakable('feed') }
  const owned = stack.move()
  return {
    links,
    supergraphSdl,
    down,
    fetches,
    left,
    source,
    publish(postId) {
      news.push(postId)
      wake()
    },
    letGo: () => slow.resolve('at last'),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** A gateway in front of a tiny graph. */
export interface TinyWorld extends TinyGraph {
  readonly gateway: RunningGateway
  /** An access token, good for so many seconds. */
  tokenFor(seconds?: number): Promise<string>
  /** Asks over HTTP; the answer with its status and headers. */
  ask(query: string, variables?: object, headers?: Record<string, string>): Promise<TinyAnswer>
}

export interface TinyAnswer {
  readonly status: number
  readonly headers: Headers
  readonly data: any
  readonly errors: any[] | undefined
  readonly extensions: any
}

export async function tinyWorld(
  options: Partial<Pick<GatewayOptions, 'allowedOrigins' | 'log'>> & { overHttp?: boolean; clock?: Clock } = {},
): Promise<TinyWorld> {
  const { clock = systemClock, overHttp = false, log = createLog('silent') as Logger, allowedOrigins } = options
  const graph = await tinyGraph({ overHttp, log })
  const { privateKey } = generateKeyPairSync('ed25519')
  const key = privateKey.export({ format: 'jwk' }) as never
  const accessTokens = await edDsaAccessTokens({ key, ttlS: 300, clock })
  const gateway = await startGateway({
    links: graph.links as never,
    supergraphSdl: graph.supergraphSdl,
    cache: memoryCache(clock),
    ...{ accessTokens, clock, log, host: '127.0.0.1', port: 0, allowedOrigins },
  })
  return {
    ...graph,
    gateway,
    async tokenFor(seconds = 300) {
      const issuer = await edDsaAccessTokens({ key, ttlS: seconds, clock })
      return (await issuer.issue(mintId('User', clock.now()), mintId('Session', clock.now()))).token
    },
    async ask(query, variables = {}, headers = {}) {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      })
      const { data, errors, extensions } = (await response.json()) as { data: any; errors?: any[]; extensions?: any }
      return { status: response.status, headers: response.headers, data, errors, extensions }
    },
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await graph[Symbol.asyncDispose]()
    },
  }
}
