import type { Context } from './context.ts'
import type { GraphRequest, SubgraphLink } from './links/link.ts'
import { localLink } from './links/local-link.ts'
import type { LiveHub } from './live/live-hub.ts'
import { measure } from './metrics.ts'
import type { Ports } from './ports.ts'
import type { Subgraph } from './subgraph.ts'
import { subgraphSchema } from './subgraph-schema.ts'
import { workOn } from './work.ts'

/** Answers requests for a subgraph: the interface by which the gateway reaches it, whether in this process or not. */
export function subgraphApi(subgraph: Subgraph, ports: Ports, live: LiveHub): SubgraphLink {
  const work = workOn({ db: ports.database.db, clock: ports.clock, live: ports.live })

  const contextOf = ({ caller }: GraphRequest): Context<unknown> => {
    const { database, cursors, storedSecrets, settings, cache, objects, ffmpeg, outside, mail, accessTokens, clock } =
      ports
    const { viewer } = caller
    return {
      viewer,
      caller,
      load: subgraph.loaders(database.db, viewer),
      db: database.db,
      work,
      live,
      cursors,
      storedSecrets,
      settings,
      cache,
      objects,
      ffmpeg,
      outside,
      mail,
      accessTokens,
      clock,
      log: ports.log.child({ requestId: caller.requestId }),
    }
  }
  const link = localLink({ schema: subgraphSchema(subgraph), contextOf, log: ports.log })

  return {
    async execute(request) {
      const beganMs = performance.now()
      const result = await link.execute(request)
      measure.subgraphAnswered(subgraph.name, result.errors !== undefined, (performance.now() - beganMs) / 1_000)
      return result
    },
    subscribe: (request) => link.subscribe(request),
  }
}
