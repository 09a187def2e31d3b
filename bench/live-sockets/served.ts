import { type AskedProcess, askedProcess } from './asked-process.ts'
import type { Usage } from './hot-topic.ts'
import type { WatchersOrder } from './watchers.ts'

const SERVER_CORE = 0
const WATCHERS_CORE = 1

/** A server, and thousands of clients of it. */
export interface Served extends AsyncDisposable {
  readonly name: string
  /** Whether a subscription begins with a checkpoint. */
  readonly hasCheckpoints: boolean
  /** Opens sockets that watch; resolves with how long it took, in milliseconds. */
  open(
    order: Pick<WatchersOrder & { what: 'open' }, 'count' | 'topics' | 'after'> & { missed?: number },
  ): Promise<number>
  close(): Promise<void>
  /** Lets something happen, and waits until everybody has it. @returns when it happened, and when the last one had it */
  happen(): Promise<{ atMs: number; doneMs: number }>
  /** Lets something happen while nobody watches. */
  happenUnseen(times: number): Promise<void>
  /** What the server has used so far. */
  cpuMs(): Promise<number>
  /** What the server holds, once it has collected its garbage and given back what it can. */
  rssBytes(): Promise<number>
  /** When the items from a number on arrived: for each, at each client. */
  arrivals(from: number): Promise<readonly Float64Array[]>
  /** Items of the hot topic so far. */
  readonly items: number
}

export async function serve(name: string, file: URL, hasCheckpoints: boolean): Promise<Served> {
  await using stack = new AsyncDisposableStack()
  const server = stack.use(await askedProcess(file, SERVER_CORE))
  const watchers = stack.use(await askedProcess(new URL('watchers.ts', import.meta.url), WATCHERS_CORE))
  const watch = <Answer>(order: WatchersOrder) => watchers.ask<Answer>(order)
  const { url } = await server.ask<{ url: string }>({ what: 'address' })
  let items = 0
  /** Of the sockets that are open now. */
  let seen = 0
  const owned = stack.move()
  return {
    name,
    hasCheckpoints,
    get items() {
      return items
    },
    async open({ missed = 0, ...order }) {
      const first = missed + (hasCheckpoints ? 1 : 0)
      const { tookMs } = await watch<{ tookMs: number }>({ what: 'open', url, first, ...order })
      seen = missed
      return tookMs
    },
    async close() {
      const { lost } = await watch<{ lost: number }>({ what: 'close' })
      if (lost > 0) throw new Error(`${name} closed ${lost} sockets`)
      await settledRssBytes(server)
    },
    async happen() {
      const { atMs } = await server.ask<{ atMs: number }>({ what: 'happen', topic: 'hot', times: 1 })
      items++
      const { atMs: doneMs } = await watch<{ atMs: number }>({ what: 'items', count: ++seen })
      return { atMs, doneMs }
    },
    async happenUnseen(times) {
      await server.ask({ what: 'happen', topic: 'hot', times })
      items += times
    },
    cpuMs: async () => (await server.ask<Usage>({ what: 'usage', collectFirst: false })).cpuMs,
    rssBytes: () => settledRssBytes(server),
    arrivals: (from) => watch<readonly Float64Array[]>({ what: 'arrivals', from }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** What was opened or closed takes a moment to be cleaned up after: ten seconds at most. */
async function settledRssBytes(server: AskedProcess): Promise<number> {
  let before = Number.POSITIVE_INFINITY
  for (let attempt = 0; ; attempt++) {
    const { rssBytes } = await server.ask<Usage>({ what: 'usage', collectFirst: true })
    if (attempt >= 8 && (attempt === 20 || before - rssBytes < 500_000)) return rssBytes
    before = rssBytes
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
