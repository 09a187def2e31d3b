import { setTimeout as wait } from 'node:timers/promises'
import { ownerOf } from '@varal/schema/events/events'
import type { SubgraphName } from '@varal/schema/subgraph-names'
import type { Lease } from '../bus/bus.ts'
import { isOutage } from '../faults.ts'
import { type JobHandler, Postponed } from '../handlers.ts'
import { measure } from '../metrics.ts'
import type { Ports } from '../ports.ts'
import { untilAborted } from '../until-aborted.ts'
import type { RunWork } from '../work.ts'
import { inShape } from './handle-events.ts'

const KEEP_ALIVE_MS = 5_000
const RETRY_MS = 500
const RETRY_MS_MAX = 60_000
const OUTAGE_RETRY_MS = 5_000
/** How long a job may go on when the process stops. Then it is aborted, and somebody else begins it anew. */
const STOP_MS = 8_000
/** How long one that was aborted is waited for: it ends its programs and removes its files. */
const CLEAR_UP_MS = 2_000

/** Works off one kind of job, `slots` at once, until `signal`: what has begun then has 8 s to finish. */
export async function runJobs(
  name: SubgraphName,
  handler: JobHandler,
  slots: number,
  ports: Ports,
  work: RunWork,
  signal: AbortSignal,
): Promise<void> {
  const cut = new AbortController()
  const cutLater = () => void setTimeout(() => cut.abort(new Error('The process stops')), STOP_MS).unref()
  signal.addEventListener('abort', cutLater, { once: true })

  const slot = async () => {
    while (!signal.aborted) {
      try {
        // The stream is made by whoever comes first.
        await untilAborted(signal, ports.bus.stream(ownerOf(handler.event)))
        for await (const lease of ports.bus.lease(`${name}_${handler.as}`, handler.event, signal)) {
          await runJob(lease, handler, ports, work, cut.signal)
        }
      } catch (error) {
        if (!signal.aborted)
          ports.log.warn({ handler: handler.as, err: error }, 'waiting for jobs ended, and begins again')
      }
      await wait(RETRY_MS, undefined, { signal }).catch(() => {})
    }
  }
  await Promise.all(Array.from({ length: slots }, slot))
}

async function runJob(lease: Lease, handler: JobHandler, ports: Ports, work: RunWork, cut: AbortSignal): Promise<void> {
  const { event, attempt } = lease
  const log = ports.log.child({ handler: handler.as, eventId: event.id, attempt })
  const keepingAlive = setInterval(() => lease.keepAlive(), KEEP_ALIVE_MS)
  const { deadlineMs, attemptsMax } = handler.terms
  const signal = AbortSignal.any([cut, AbortSignal.timeout(deadlineMs)])
  try {
    const { objects, ffmpeg, outside, mail, accessTokens, cursors, settings, clock, database } = ports
    const job = {
      db: database.db,
      work,
      objects,
      ffmpeg,
      outside,
      mail,
      accessTokens,
      cursors,
      settings,
      clock,
      log,
      signal,
      attempt,
    }
    await finished(handler.run(inShape(event), job), signal)
    lease.done()
  } catch (error) {
    if (error instanceof Postponed) return lease.retry(error.delayMs)
    // Neither a process that stops nor a server that is away is the job's fault.
    if (cut.aborted) return lease.retry(0)
    if (isOutage(error)) return lease.retry(OUTAGE_RETRY_MS)
    log.warn({ err: error }, 'a job failed')
    measure.handlerFailed(ownerOf(event.name), handler.as)
    if (attempt < attemptsMax) return lease.retry(Math.min(RETRY_MS * 4 ** attempt, RETRY_MS_MAX))
    await work((unit) => handler.giveUp(event, unit, error)).then(
      () => lease.done(),
      (reason: unknown) => {
        log.error({ err: reason }, 'a job could not even be given up')
        lease.retry(RETRY_MS_MAX)
      },
    )
  } finally {
    clearInterval(keepingAlive)
  }
}

/** What a job gives, or why it was aborted. One that does not listen to its signal is not waited for any longer than a moment. */
async function finished(running: Promise<void>, signal: AbortSignal): Promise<void> {
  try {
    await untilAborted(signal, running)
  } catch (error) {
    if (signal.aborted) await Promise.race([running.catch(() => {}), wait(CLEAR_UP_MS, undefined, { ref: false })])
    throw error
  }
}
