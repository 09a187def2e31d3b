import type { FetchNode, PlanNode, QueryPlan } from '../apollo-internals.ts'
import type { Place } from './places.ts'

/** A fetch runs if the variable has the value. */
export interface Condition {
  readonly variable: string
  readonly is: boolean
}

/** One fetch of a plan, and what must be there before it: the tree of the plan, as a graph. */
export interface PlannedFetch {
  readonly node: FetchNode
  /** Where in the answer its entities are. Empty for root fields. */
  readonly place: Place
  /** Indexes of the fetches before it, in the same list. */
  readonly after: ReadonlySet<number>
  readonly conditions: readonly Condition[]
}

/** The fetches of a plan in an order in which each comes after those it needs. */
export function plannedFetches(root: QueryPlan['node']): PlannedFetch[] {
  const fetches: PlannedFetch[] = []

  /** Adds the fetches under a node; gives their indexes. */
  function add(
    node: PlanNode,
    place: Place,
    after: ReadonlySet<number>,
    conditions: readonly Condition[],
  ): Set<number> {
    switch (node.kind) {
      case 'Fetch': {
        if (node.contextRewrites?.length) throw new Error('@fromContext is not supported')
        fetches.push({ node, place, after, conditions })
        return new Set([fetches.length - 1])
      }
      case 'Flatten':
        return add(node.node, [...place, ...node.path.map(String)], after, conditions)
      case 'Parallel':
        return new Set(node.nodes.flatMap((one) => [...add(one, place, after, conditions)]))
      case 'Sequence': {
        const added = new Set<number>()
        for (const one of node.nodes) {
          for (const index of add(one, place, new Set([...after, ...added]), conditions)) added.add(index)
        }
        return added
      }
      case 'Condition': {
        const branch = (clause: PlanNode | undefined, is: boolean) =>
          clause ? [...add(clause, place, after, [...conditions, { variable: node.condition, is }])] : []
        return new Set([...branch(node.ifClause, true), ...branch(node.elseClause, false)])
      }
      case 'Defer':
        throw new Error('@defer is not supported')
    }
  }
  if (root?.kind === 'Subscription') throw new Error('A subscription is split into its event and the rest')
  if (root) add(root, [], new Set(), [])
  return fetches
}
