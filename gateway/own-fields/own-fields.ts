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

/** The graph of `schema/gateway.graphql`: a link like any other, to what only the gateway knows. */
export function ownFields(slices: readonly ResolverMap[], log: Logger): SubgraphLink {
  const contextOf = ({ caller }: { readonly caller: Caller }): OwnFieldsContext => ({ caller, viewer: caller.viewer })
  return localLink({ schema: subgraphSchema({ name: 'gateway', slices }), contextOf, log })
}
