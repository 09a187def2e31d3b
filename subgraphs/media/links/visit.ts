import { type Job, Postponed } from '@varal/platform/handlers'
import { isBlockedAddress } from '@varal/platform/outbound/blocked-hosts'
import type { OutsideAnswer } from '@varal/platform/outbound/fetch-outside'
import { endTurns, takeTurn } from './host-turns.ts'
import { NoPreview } from './no-preview.ts'
import { isAllowedByRobots, userAgent } from './robots.ts'

const REDIRECTS_MAX = 3
const LOOK_AGAIN_MS = 1_500

interface Wanted {
  readonly accept: string
  readonly maxBytes: number
  /** For all of it, redirects included. */
  readonly timeoutMs: number
}

/** Some requests to the servers of others that belong together. Disposing it lets the next visitor in. */
export interface Visit extends AsyncDisposable {
  /** Visits the host in turn. @throws Postponed if it is somebody else's turn, NoPreview, OutsideError */
  page(address: string, wanted: Wanted): Promise<OutsideAnswer>
  /** What a page shows, where everybody who looks at it asks for it: without a turn. @throws NoPreview, OutsideError */
  part(address: string, wanted: Wanted): Promise<OutsideAnswer>
}

/** Each address, and each that one redirects to, is judged: by the blocklist, by the site's robots.txt, and where it leads. */
export function openVisit(job: Job): Visit {
  const turns = new Set<string>()

  async function enter(origin: string): Promise<void> {
    if (turns.has(origin)) return
    if (!(await takeTurn(job.db, origin, job.clock.now()))) throw new Postponed(LOOK_AGAIN_MS)
    turns.add(origin)
  }

  async function ask(address: string, wanted: Wanted, isInTurn: boolean): Promise<OutsideAnswer> {
    const { accept, maxBytes, timeoutMs } = wanted
    const signal = AbortSignal.any([job.signal, AbortSignal.timeout(timeoutMs)])
    let url = URL.parse(address)
    for (let redirects = 0; url; redirects++) {
      if (redirects > REDIRECTS_MAX) throw new NoPreview('TOO_MANY_REDIRECTS')
      if (isBlockedAddress(url, job.settings.links.blockedHosts)) throw new NoPreview('BLOCKED')
      if (isInTurn) await enter(url.origin)
      if (!(await isAllowedByRobots(url, job))) throw new NoPreview('DISALLOWED')
      const answer = await job.outside.fetch(url.href, {
        ...{ maxBytes, timeoutMs, maxRedirects: 0, signal },
        headers: { accept, 'user-agent': userAgent(job) },
      })
      const next = redirectOf(answer)
      if (next === null) return answer
      url = URL.parse(next, url.href)
    }
    throw new NoPreview('BAD_REDIRECT')
  }

  return {
    page: (address, wanted) => ask(address, wanted, true),
    part: (address, wanted) => ask(address, wanted, false),
    [Symbol.asyncDispose]: () => endTurns(job.db, [...turns], job.clock.now()),
  }
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

const redirectOf = ({ status, headers: { location } }: OutsideAnswer) =>
  REDIRECTS.has(status) && typeof location === 'string' ? location : null
