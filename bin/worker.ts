import { readConfig } from '@varal/platform/config'
import { runUntilStopped } from '@varal/platform/lifecycle'
import { createLog } from '@varal/platform/log'
import { startSubgraph } from '@varal/platform/start-subgraph'
import type { Subgraph } from '@varal/platform/subgraph'
import { subgraphNameFrom } from './arguments.ts'
import { loadSubgraph } from './load-subgraph.ts'
import { main } from './main.ts'
import { openPorts } from './open-ports.ts'
import { serveHealth } from './serve-health.ts'
import { SetupError } from './servers/setup-error.ts'

// node bin/worker.ts media: does a subgraph's jobs, and nothing else. Start as many as there is work for.
// node bin/worker.ts media preview-link: only the jobs that are named, such as the one that asks servers of strangers.
await main(async () => {
  const name = subgraphNameFrom(process.argv[2])
  const only = process.argv.slice(3)
  const config = readConfig(process.env)
  const log = createLog(config.LOG_LEVEL, config.LOG_FILE)

  await runUntilStopped(async (stack) => {
    const shared = await openPorts(config, stack, { servesObjects: false })
    const roles = { serves: false, jobSlots: Math.max(1, config.JOB_SLOTS) }
    const subgraph = withJobs(await loadSubgraph(name), only)
    stack.use(await startSubgraph(subgraph, await shared.portsOf(name), roles))
    const health = stack.use(await serveHealth(config.HOST, config.INTERNAL_PORT))
    log.info({ subgraph: name, only, ...roles, url: health.url }, 'working')
  }, log)
})

/** The subgraph with those of its jobs alone; with all of them if none is named. */
function withJobs(subgraph: Subgraph, only: readonly string[]): Subgraph {
  if (only.length === 0) return subgraph
  const jobs = subgraph.handlers.filter((handler) => handler.kind === 'job')
  const unknown = only.filter((as) => !jobs.some((job) => job.as === as))
  if (unknown.length > 0)
    throw new SetupError(`No such job: ${unknown.join(', ')}. There are ${jobs.map(({ as }) => as).join(', ')}.`)
  return { ...subgraph, handlers: jobs.filter(({ as }) => only.includes(as)) }
}
