import type { SubgraphLink } from '@varal/platform/links/link'
import type { GraphQLSchema } from 'graphql'
import type { QueryPlan } from '../apollo-internals.ts'
import { groupFetches } from './fetch-groups.ts'
import { compileStep, type FetchStep } from './fetch-step.ts'
import type { MayUnite } from './plain-places.ts'
import { plannedFetches } from './planned-fetches.ts'

/** A plan that runs as often as it is asked for. Empty if there is nothing to fetch. */
export type CompiledPlan = readonly FetchStep[]

export function compilePlan(
  node: QueryPlan['node'],
  links: Readonly<Record<string, SubgraphLink>>,
  schema: GraphQLSchema,
  { isMutation = false, mayUnite }: { readonly isMutation?: boolean; readonly mayUnite: MayUnite },
): CompiledPlan {
  // What a mutation changed is read before the next one runs.
  const groups = groupFetches(plannedFetches(node), { mayWait: !isMutation })
  const steps = groups.map((group) => compileStep(group, links, schema, mayUnite))
  groups.forEach(({ after }, index) => {
    for (const other of after) steps[other]?.before.push(index)
  })
  return steps
}
