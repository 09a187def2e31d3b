import { setTimeout as wait } from 'node:timers/promises'
import { ownerOf } from '@varal/schema/events/events'
import type { SubgraphName } from '@varal/schema/subgraph-names'
import type { Lease } from '../bus/bus.ts'
import type { JobHandler } from '../handlers.ts'
import { measure } from '../metrics.ts'
import type { Ports } from '../ports.ts'
import type { RunWork } from '../work.ts'

const ATTEMPTS = 3
const KEEP_ALIVE_MS = 5_000
/** A job that takes longer is aborted, and tried again. */
const DEADLINE_MS = 60_000
const RETRY_MS = 500

/** Works off one kind of job, `slots` at once, until `signal`: what has begun then may finish. */
export async function runJobs(
  name: SubgraphName,
  handler: JobHandler,
  slots: number,
  ports: Ports,
  work: RunWork,
  signal: AbortSignal,
): Promise<void> {
  const slot = async () => {
    while (!signal.aborted) {
      try {
        // The stream is made by whoever comes first.
        await ports.bus.stream(name)
        for await (const lease of ports.bus.lease(`${name}_${handler.as}`, handler.event, signal)) {
          await runJob(lease, handler, ports, work)
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

async function runJob(lease: Lease, handler: JobHandler, ports: Ports, work: RunWork): Promise<void> {
  const { event, attempt } = lease
  const log = ports.log.child({ handler: handler.as, eventId: event.id, attempt })
  const keepingAlive = setInterval(() => lease.keepAlive(), KEEP_ALIVE_MS)
  try {
    const signal = AbortSignal.timeout(DEADLINE_MS)
    const { objects, clock, database } = ports
    await handler.run(event, { db: database.db, work, objects, clock, log, signal, attempt })
    lease.done()
  } catch (error) {
    log.warn({ err: error }, 'a job failed')
    measure.handlerFailed(ownerOf(event.name), handler.as)
    if (attempt < ATTEMPTS) return lease.retry(RETRY_MS * 4 ** attempt)
    await work((unit) => handler.giveUp(event, unit, error)).then(
      () => lease.done(),
      () => lease.retry(DEADLINE_MS),
    )
  } finally {
    clearInterval(keepingAlive)
  }
}
