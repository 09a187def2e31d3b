import type { Job } from '@varal/platform/handlers'
import { eq } from 'drizzle-orm'
import robotsParser from 'robots-parser'
import { linkHosts } from './tables.ts'

export const ROBOT_NAME = 'VaralBot'

// Its types say that it is a module with a default; it is CommonJS, and the function itself.
const parseRobots = robotsParser as unknown as typeof robotsParser.default

const DAY_MS = 24 * 60 * 60_000
const HOUR_MS = 60 * 60_000
/** What RFC 9309 asks crawlers to read at least; rules beyond it do not count. */
const ROBOTS_BYTES_MAX = 500 * 1024
const TIMEOUT_MS = 5_000
const REDIRECTS_MAX = 3
const EVERYTHING_CLOSED = 'User-agent: *\nDisallow: /'

export const userAgent = ({ settings }: Pick<Job, 'settings'>) => `${ROBOT_NAME}/1.0 (+${settings.links.robotContact})`

/** Whether a site's robots.txt lets us ask for this address (RFC 9309). Read once a day a site; an hour after it was not to be had. */
export async function isAllowedByRobots(url: URL, job: Job): Promise<boolean> {
  const robots = await robotsOf(url.origin, job)
  return parseRobots(`${url.origin}/robots.txt`, robots).isAllowed(url.href, ROBOT_NAME) !== false
}

async function robotsOf(origin: string, job: Job): Promise<string> {
  const { db, clock } = job
  const [known] = await db.select().from(linkHosts).where(eq(linkHosts.origin, origin))
  const now = clock.now()
  if (known?.robots != null && known.robotsGoodUntil && known.robotsGoodUntil > now) return known.robots
  const { robots, goodForMs } = await fetchRobots(origin, job)
  const learned = { robots, robotsGoodUntil: new Date(now.getTime() + goodForMs) }
  await db
    .insert(linkHosts)
    .values({ origin, freeAt: now, ...learned })
    .onConflictDoUpdate({ target: linkHosts.origin, set: learned })
  return robots
}

/** A site without rules is open; one whose rules cannot be had is closed (RFC 9309, 2.3.1). */
async function fetchRobots(origin: string, job: Job): Promise<{ robots: string; goodForMs: number }> {
  const answer = await job.outside
    .fetch(`${origin}/robots.txt`, {
      maxBytes: ROBOTS_BYTES_MAX,
      timeoutMs: TIMEOUT_MS,
      maxRedirects: REDIRECTS_MAX,
      headers: { accept: 'text/plain', 'user-agent': userAgent(job) },
      signal: job.signal,
    })
    .catch(() => null)
  job.signal.throwIfAborted()
  // Postgres keeps no zero in a text.
  if (answer?.status === 200) return { robots: answer.body.toString().replaceAll('\0', ''), goodForMs: DAY_MS }
  if (answer && answer.status >= 400 && answer.status < 500) return { robots: '', goodForMs: DAY_MS }
  return { robots: EVERYTHING_CLOSED, goodForMs: HOUR_MS }
}
