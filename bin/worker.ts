import { readConfig } from '@varal/platform/config'
import { runUntilStopped } from '@varal/platform/lifecycle'
import { createLog } from '@varal/platform/log'
import { startSubgraph } from '@varal/platform/start-subgraph'
import { subgraphNameFrom } from './arguments.ts'
import { loadSubgraph } from './load-subgraph.ts'
import { main } from './main.ts'
import { openPorts } from './open-ports.ts'
import { serveHealth } from './serve-health.ts'

// node bin/worker.ts media: does a subgraph's jobs, and nothing else. Start as many as there is work for.
await main(async () => {
  const name = subgraphNameFrom(process.argv[2])
  const config = readConfig(process.env)
  const log = createLog(config.LOG_LEVEL, config.LOG_FILE)

  await runUntilStopped(async (stack) => {
    const shared = await openPorts(config, stack, { servesObjects: false })
    const roles = { serves: false, jobSlots: Math.max(1, config.JOB_SLOTS) }
    stack.use(await startSubgraph(await loadSubgraph(name), await shared.portsOf(name), roles))
    const health = stack.use(await serveHealth(config.HOST, config.INTERNAL_PORT))
    log.info({ subgraph: name, ...roles, url: health.url }, 'working')
  }, log)
})
