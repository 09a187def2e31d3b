import { composeServices } from '@apollo/composition'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { systemClock } from '@varal/platform/clock'
import { Mistake } from '@varal/platform/errors'
import type { SubgraphLink } from '@varal/platform/links/link'
import { localLink } from '@varal/platform/links/local-link'
import { leavable } from '@varal/platform/live/leavable'
import { createLog } from '@varal/platform/log'
import type { Caller } from '@varal/platform/viewer'
import { parse } from 'graphql'

// Two real subgraphs with a live stream as Varal's are: resumable, with checkpoints. Logs are in memory, topics are names;
// those that begin with `private` are for who is signed in.

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@authenticated"])`
const sdl = {
  posts: `${link}
    type Query { post(id: ID!): Post }
    type Post @key(fields: "id") { id: ID!  title: String!  body: String!  viewerHasLiked: Boolean  draft: String @authenticated }`,
  activity: `${link}
    type Query { topics: [String!]! }
    type Subscription { activity(topic: ID!, after: String): ActivityItem!  mine(after: String): ActivityItem! @authenticated }
    union ActivityItem = Happened | StreamCheckpoint | StreamReset
    interface StreamItem { cursor: String!  at: String! }
    type Happened implements StreamItem { cursor: String!  at: String!  number: Int!  who: String!  post: Post }
    type StreamCheckpoint implements StreamItem { cursor: String!  at: String! }
    type StreamReset implements StreamItem { cursor: String!  at: String!  reason: String! }
    type Post @key(fields: "id", resolvable: false) { id: ID! }`,
}

interface Topic {
  head: number
  /** Items up to here are no longer in the log. */
  trimmed: number
  isClosed: boolean
  readonly wake: Set<() => void>
}

export interface LiveGraph {
  readonly links: Record<string, SubgraphLink>
  readonly supergraphSdl: string
  /** What has been done so far: streams opened, those that are open, posts fetched. */
  readonly counts: { opened: number; open: number; hydrated: number }
  /** How long a post takes to fetch, in milliseconds. */
  readonly slow: { hydrationMs: () => number }
  /** Something happens; cursors are `topic.number`. */
  happen(topic: string, times?: number): void
  /** The log forgets everything up to now. */
  trim(topic: string): void
  /** Ends the streams of a topic: nobody may see it any more. */
  close(topic: string): void
}

export interface LiveGraphOptions {
  /** An idle stream has a checkpoint this often. */
  readonly idleMs?: number
  readonly bodyCharacters?: number
}

export function liveGraph({ idleMs = 15_000, bodyCharacters = 100 }: LiveGraphOptions = {}): LiveGraph {
  const topics = new Map<string, Topic>()
  const counts = { opened: 0, open: 0, hydrated: 0 }
  const slow = { hydrationMs: () => 0 }
  const body = '.'.repeat(bodyCharacters)
  const topicOf = (name: string): Topic => {
    const topic = topics.get(name) ?? { head: 0, trimmed: 0, isClosed: false, wake: new Set() }
    topics.set(name, topic)
    return topic
  }
  const wakeAll = ({ wake }: Topic) => {
    for (const one of [...wake]) one()
  }
  const signedIn = ({ caller }: { caller: Caller }) => {
    if (caller.viewer.kind === 'anonymous') throw new Mistake('UNAUTHENTICATED', 'Sign in first.')
    return caller.viewer.id
  }

  function stream(name: string, who: string, after: string | null) {
    const topic = topicOf(name)
    const at = () => systemClock.now().toISOString()
    const [, number = ''] = after === null ? [] : (/\.(\d+)$/.exec(after) ?? [])
    let seq = after === null ? topic.head : Number(number || Number.NaN)
    let checkpointDue = true
    let hasEnded = false
    let wake = () => {}
    counts.opened++
    counts.open++
    const reset = (reason: string) => {
      hasEnded = true
      return { __typename: 'StreamReset', cursor: `${name}.${topic.head}`, at: at(), reason }
    }
    return leavable(
      async () => {
        if (hasEnded) return null
        if (!(seq <= topic.head)) return reset('CURSOR_INVALID')
        if (seq < topic.trimmed) return reset('CURSOR_TOO_OLD')
        for (;;) {
          if (hasEnded) return null
          if (topic.isClosed) return reset('PERMISSION_CHANGED')
          if (seq < topic.head) {
            seq++
            const item = { number: seq, who, post: { __typename: 'Post', id: `p${seq}` } }
            return { __typename: 'Happened', cursor: `${name}.${seq}`, at: at(), ...item }
          }
          if (checkpointDue) {
            checkpointDue = false
            return { __typename: 'StreamCheckpoint', cursor: `${name}.${seq}`, at: at() }
          }
          await new Promise<void>((resolve) => {
            const timer = setTimeout(() => {
              checkpointDue = true
              wake()
            }, idleMs)
            wake = () => {
              clearTimeout(timer)
              topic.wake.delete(wake)
              resolve()
            }
            topic.wake.add(wake)
          })
        }
      },
      () => {
        hasEnded = true
        counts.open--
        wake()
      },
    )
  }

  const asItIs = (item: unknown) => item
  const hydrate = async ({ id }: { id: string }) => {
    counts.hydrated++
    const ms = slow.hydrationMs()
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
    return { id, title: `title of ${id}`, body, viewerHasLiked: false }
  }
  const resolvers: Record<string, object> = {
    posts: {
      Query: { post: (_: unknown, { id }: { id: string }) => hydrate({ id }) },
      Post: { __resolveReference: hydrate, draft: (_: unknown, __: unknown, ctx: { caller: Caller }) => signedIn(ctx) },
    },
    activity: {
      Query: { topics: () => [...topics.keys()] },
      Subscription: {
        activity: {
          subscribe(_: unknown, { topic, after }: { topic: string; after?: string }, ctx: { caller: Caller }) {
            const who = topic.startsWith('private') ? signedIn(ctx) : ctx.caller.viewer.kind
            return stream(topic, who, after ?? null)
          },
          resolve: asItIs,
        },
        mine: {
          subscribe: (_: unknown, { after }: { after?: string }, ctx: { caller: Caller }) =>
            stream('mine', signedIn(ctx), after ?? null),
          resolve: asItIs,
        },
      },
    },
  }

  const log = createLog('silent')
  const services = Object.entries(sdl).map(([name, text]) => ({ name, url: '', typeDefs: parse(text) }))
  const { supergraphSdl, errors } = composeServices(services)
  if (!supergraphSdl) throw new AggregateError(errors ?? [])
  const links = services.map(({ name, typeDefs }) => {
    const schema = buildSubgraphSchema([{ typeDefs, resolvers: resolvers[name] as never }])
    return [name, localLink({ schema, contextOf: ({ caller }) => ({ caller }), log })]
  })
  return {
    links: Object.fromEntries(links),
    supergraphSdl,
    counts,
    slow,
    happen(name, times = 1) {
      const topic = topicOf(name)
      topic.head += times
      wakeAll(topic)
    },
    trim(name) {
      const topic = topicOf(name)
      topic.trimmed = topic.head
    },
    close(name) {
      const topic = topicOf(name)
      topic.isClosed = true
      wakeAll(topic)
    },
  }
}
