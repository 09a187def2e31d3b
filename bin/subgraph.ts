import { readConfig } from '@varal/platform/config'
import { runUntilStopped } from '@varal/platform/lifecycle'
import { serveLink } from '@varal/platform/links/http-server'
import { createLog } from '@varal/platform/log'
import { startSubgraph } from '@varal/platform/start-subgraph'
import { subgraphNameFrom } from './arguments.ts'
import { loadSubgraph } from './load-subgraph.ts'
import { main } from './main.ts'
import { openPorts } from './open-ports.ts'
import { traceProcess } from './trace-process.ts'

// node bin/subgraph.ts social: one subgraph in a process of its own, reached over HTTP. Its jobs are done by workers.
await main(async () => {
  const name = subgraphNameFrom(process.argv[2])
  const config = readConfig(process.env)
  const log = createLog(config.LOG_LEVEL, config.LOG_FILE)

  await runUntilStopped(async (stack) => {
    const shared = await openPorts(config, stack, { servesObjects: name === 'media' })
    stack.use(await traceProcess(name, config, log))
    const ports = await shared.portsOf(name)
    const running = stack.use(await startSubgraph(await loadSubgraph(name), ports, { serves: true, jobSlots: 0 }))
    const server = stack.use(
      await serveLink({
        name,
        link: running.link,
        secret: config.INTERNAL_SECRET,
        clock: ports.clock,
        log,
        host: config.HOST,
        port: config.INTERNAL_PORT,
      }),
    )
    log.info({ subgraph: name, url: server.url }, 'serving')
  }, log)
})
