import { performance } from 'node:perf_hooks'
import type { SessionId } from '@varal/schema/ids'
import type { Cache } from './cache/cache.ts'
import type { Logger } from './log.ts'

/** Sessions whose access tokens are good no longer, though their time has not come. */
export interface RevokedSessions extends AsyncDisposable {
  /** Known here at once, and within 5 s in every process, as soon as the cache is there to tell them. */
  add(session: SessionId): void
  has(session: SessionId): boolean
  /** Called once for every session that is added, in whichever process. Returns how to stop that. */
  onAdded(listener: (session: SessionId) => void): () => void
}

export interface RevokedSessionOptions {
  readonly cache: Cache
  readonly log: Logger
  /** As long as an access token may still be accepted after its session has ended. */
  readonly keepMs: number
  /** How often the others are asked. */
  readonly everyMs?: number
}

const KEY = 'revoked-sessions'
/** Sessions that are remembered: at 300 s each, 300 a second. The oldest makes room. */
const SESSIONS_MAX = 100_000
/** Waiting to be told while the cache is away. */
const UNTOLD_MAX = 10_000

/**
 * A log in the cache, which every process reads on every second: whether a token is good is looked up in memory. While the
 * cache is away, processes know of their own only; what they were told to revoke they tell the others afterwards.
 */
export async function revokedSessions(options: RevokedSessionOptions): Promise<RevokedSessions> {
  const { cache, log, keepMs, everyMs = 1_000 } = options
  /** When each may be forgotten, oldest first. */
  const revoked = new Map<SessionId, number>()
  const untold = new Set<SessionId>()
  const listeners = new Set<(session: SessionId) => void>()
  let place: string | null = null
  let isAway = false
  let running: Promise<void> | null = null

  function learn(session: SessionId): void {
    if (revoked.has(session)) return
    if (revoked.size >= SESSIONS_MAX) revoked.delete(revoked.keys().next().value as SessionId)
    revoked.set(session, performance.now() + keepMs)
    for (const listener of listeners) listener(session)
  }

  async function exchange(): Promise<void> {
    try {
      for (const session of untold) {
        await cache.append(KEY, session, keepMs)
        untold.delete(session)
      }
      for (let isMore = true; isMore; ) {
        const { lines, place: next } = await cache.linesAfter<SessionId>(KEY, place)
        place = next
        lines.forEach(learn)
        isMore = lines.length > 0
      }
      if (isAway) log.info('sessions that end are known everywhere again')
      isAway = false
    } catch (err) {
      if (!isAway) log.warn({ err }, 'sessions that end elsewhere are not known here: their access tokens stay good')
      isAway = true
    }
  }

  /** One at a time: a slow answer is not overtaken. */
  function run(): Promise<void> {
    running ??= exchange().finally(() => {
      running = null
    })
    return running
  }

  const polling = setInterval(() => {
    const nowMs = performance.now()
    for (const [session, endsMs] of revoked) {
      if (endsMs > nowMs) break
      revoked.delete(session)
    }
    void run()
  }, everyMs).unref()
  await run()

  return {
    add(session) {
      learn(session)
      if (untold.size < UNTOLD_MAX) untold.add(session)
      void run()
    },
    has: (session) => revoked.has(session),
    onAdded(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async [Symbol.asyncDispose]() {
      clearInterval(polling)
      await running
    },
  }
}
