import type { SubgraphLink } from '@varal/platform/links/link'
import { localLink } from '@varal/platform/links/local-link'
import type { Logger } from '@varal/platform/log'
import type { ResolverMap } from '@varal/platform/subgraph'
import { subgraphSchema } from '@varal/platform/subgraph-schema'
import type { Caller } from '@varal/platform/viewer'

/** What resolvers of the gateway's own fields are handed. `viewer` as every graph has it. */
export interface OwnFieldsContext {
  readonly caller: Caller
  readonly viewer: Caller['viewer']
}

/** Publishing a hundred operations plans each of them. */
const DEADLINE_MS = 10_000

/** The graph of `schema/gateway.graphql`: a link like any other, to what only the gateway knows. */
export function ownFields(slices: readonly ResolverMap[], log: Logger): SubgraphLink {
  const contextOf = ({ caller }: { readonly caller: Caller }): OwnFieldsContext => ({ caller, viewer: caller.viewer })
  const link = localLink({
    schema: subgraphSchema({ name: 'gateway', slices }),
    contextOf,
    log,
    deadlineMs: DEADLINE_MS,
  })
  return { ...link, deadlineMs: DEADLINE_MS }
}
