import { Mistake } from '@varal/platform/errors'
import type { ResolverMap } from '@varal/platform/subgraph'
import type { OwnFieldsContext } from '../own-fields/own-fields.ts'
import { type FoundNode, findNodes, type SubgraphLinks } from './find-nodes.ts'

const IDS_MAX = 100

/** Query.node and Query.nodes: any id is handed to its owner. */
export function nodeFields(links: SubgraphLinks): ResolverMap {
  return {
    Query: {
      async node(_query: unknown, { id }: { id: string }, { caller }: OwnFieldsContext) {
        const [found] = await findNodes([id], caller, links)
        if (found instanceof Error) throw found
        return found ?? null
      },
      nodes(_query: unknown, { ids }: { ids: readonly string[] }, { caller }: OwnFieldsContext) {
        if (ids.length > IDS_MAX) throw new Mistake('BAD_REQUEST', `Ask for ${IDS_MAX} nodes at most.`)
        return findNodes(ids, caller, links)
      },
    },
    Node: { __resolveType: ({ __typename }: FoundNode) => __typename },
  }
}
