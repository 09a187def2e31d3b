import { type RunningGateway, startGateway } from '@varal/gateway/gateway'
import { systemClock } from '@varal/platform/clock'
import { type Config, publicUrlOf } from '@varal/platform/config'
import { startSubgraph } from '@varal/platform/start-subgraph'
import { readContract, readSupergraph } from '@varal/schema/read-supergraph'
import { type SubgraphName, subgraphNames } from '@varal/schema/subgraph-names'
import { firstOperations } from './first-operations.ts'
import { loadSubgraph } from './load-subgraph.ts'
import { type OpenOptions, openPorts } from './open-ports.ts'
import { serveHealth } from './serve-health.ts'
import { signInOptions } from './sign-in-options.ts'
import { traceProcess } from './trace-process.ts'
import { webPages } from './web-pages.ts'

export interface AllInOne extends AsyncDisposable {
  readonly gateway: RunningGateway
}

/** The whole of Varal in this process: five subgraphs, their jobs, the object store and the gateway. */
export async function startAllInOne(config: Config, options: Pick<OpenOptions, 'onStatement'> = {}): Promise<AllInOne> {
  await using stack = new AsyncDisposableStack()
  const shared = await openPorts(config, stack, { servesObjects: true, ...options })
  stack.use(await traceProcess(null, config, shared.log))
  const started = await Promise.all(
    subgraphNames.map(async (name) => {
      const ports = await shared.portsOf(name)
      return stack.use(
        await startSubgraph(await loadSubgraph(name), ports, { serves: true, jobSlots: config.JOB_SLOTS }),
      )
    }),
  )
  const links = Object.fromEntries(started.map(({ name, link }) => [name, link])) as Record<
    SubgraphName,
    (typeof started)[number]['link']
  >
  const gateway = stack.use(
    await startGateway({
      links,
      supergraphSdl: readSupergraph(),
      contract: readContract(),
      firstOperations: firstOperations(),
      accessTokens: shared.accessTokens,
      cache: shared.cache,
      operationsMode: config.OPERATIONS_MODE,
      budgets: { secret: config.INTERNAL_SECRET, factor: config.BUDGET_FACTOR },
      signIn: signInOptions(config),
      oauth: { publicUrl: publicUrlOf(config), secret: config.INTERNAL_SECRET },
      sharesFlights: true,
      users: links.users,
      clock: systemClock,
      log: shared.log,
      host: config.HOST,
      port: config.GATEWAY_PORT,
      pages: webPages(),
    }),
  )
  stack.use(await serveHealth(config.HOST, config.INTERNAL_PORT))
  const owned = stack.move()
  return { gateway, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
