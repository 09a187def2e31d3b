import { type ExecutionResult, execute, parse, subscribe } from 'graphql'
import { BoundedMap } from './bounded-map.ts'
import type { Context } from './context.ts'
import { explainErrors } from './explain-errors.ts'
import type { GraphRequest, SubgraphLink } from './links/link.ts'
import type { LiveHub } from './live/live-hub.ts'
import { measure } from './metrics.ts'
import type { Ports } from './ports.ts'
import type { Subgraph } from './subgraph.ts'
import { subgraphSchema } from './subgraph-schema.ts'
import { workOn } from './work.ts'

/** Texts of operations that are kept parsed. A gateway sends few different ones. */
const DOCUMENTS_MAX = 1_000

/** Answers requests for a subgraph: the interface by which the gateway reaches it, whether in this process or not. */
export function subgraphApi(subgraph: Subgraph, ports: Ports, live: LiveHub): SubgraphLink {
  const schema = subgraphSchema(subgraph)
  const work = workOn({ db: ports.database.db, clock: ports.clock, live: ports.live })
  const documents = new BoundedMap(DOCUMENTS_MAX, (text: string) => parse(text, { noLocation: true }))

  const argumentsOf = ({ query, variables, operationName, caller }: GraphRequest) => {
    const { database, cursors, cache, objects, accessTokens, clock } = ports
    const log = ports.log.child({ requestId: caller.requestId })
    const load = subgraph.loaders(database.db, caller.viewer)
    const { viewer } = caller
    const context: Context<unknown> = {
      viewer,
      caller,
      load,
      db: database.db,
      work,
      live,
      cursors,
      cache,
      objects,
      accessTokens,
      clock,
      log,
    }
    return {
      schema,
      document: documents.get(query),
      variableValues: variables ?? {},
      contextValue: context,
      ...(operationName === undefined ? {} : { operationName }),
    }
  }
  const explain = (request: GraphRequest) => (result: ExecutionResult) => explainErrors(result, request, ports.log)

  return {
    async execute(request) {
      const beganMs = performance.now()
      const result = explain(request)(await execute(argumentsOf(request)))
      measure.subgraphAnswered(subgraph.name, result.errors !== undefined, (performance.now() - beganMs) / 1_000)
      return result
    },
    async subscribe(request) {
      const opened = await subscribe(argumentsOf(request))
      if (!(Symbol.asyncIterator in opened)) return explain(request)(opened)
      return mapEach(opened, explain(request))
    },
  }
}

async function* mapEach(results: AsyncIterable<ExecutionResult>, change: (result: ExecutionResult) => ExecutionResult) {
  for await (const result of results) yield change(result)
}
