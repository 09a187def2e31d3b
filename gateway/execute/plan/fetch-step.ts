import type { SubgraphLink } from '@varal/platform/links/link'
import type { GraphQLSchema } from 'graphql'
import type { FetchNode } from '../apollo-internals.ts'
import { combinedQuery } from './combined-query.ts'
import type { FetchGroup } from './fetch-groups.ts'
import type { Place } from './places.ts'
import type { MayUnite } from './plain-places.ts'
import type { Condition, PlannedFetch } from './planned-fetches.ts'
import { compileRepresentation, type Representation } from './representations.ts'
import { compileRewrites, type Rewrite } from './rewrites.ts'

/** One request to one subgraph, with all that need not be found out again when it runs. */
export interface FetchStep {
  readonly subgraph: string
  readonly link: SubgraphLink
  readonly query: string
  readonly operationName: string | undefined
  /** Of the client's variables, those that it uses: each as it begins in JSON. */
  readonly variables: readonly { readonly name: string; readonly key: string }[]
  readonly conditions: readonly Condition[]
  /** The lists of entities that it asks for; null if it asks for root fields. */
  readonly slots: readonly Slot[] | null
  readonly rewriteOutput: Rewrite | null
  /** Steps that may start when this one, and all others before them, are done. */
  readonly before: number[]
  /** How many steps must be done first. */
  readonly waitsFor: number
}

/** One `_entities` field of a request. Its entities may be at several places of the answer. */
export interface Slot {
  /** What the field is called in the answer. */
  readonly name: string
  readonly representationsKey: string
  readonly members: readonly SlotMember[]
  readonly rewriteOutput: Rewrite | null
  /** As the planner wrote it: what an entity misses if there is no answer. */
  readonly operation: string
}

export interface SlotMember {
  readonly place: Place
  readonly representation: Representation
  /** Whether its entities become one object with the same ones at other such places: told of, added to and written once. */
  readonly unites: boolean
}

export function compileStep(
  { members, after }: FetchGroup,
  links: Readonly<Record<string, SubgraphLink>>,
  schema: GraphQLSchema,
  mayUnite: MayUnite,
): FetchStep {
  const first = (members[0] as PlannedFetch).node
  const link = links[first.serviceName]
  if (!link) throw new Error(`There is no link to ${first.serviceName}`)
  const names = [...new Set(members.flatMap(({ node }) => node.variableUsages ?? []))]
  const shared = {
    subgraph: first.serviceName,
    link,
    operationName: first.operationName,
    variables: names.map((name) => ({ name, key: `${JSON.stringify(name)}:` })),
    conditions: members.length === 1 ? (members[0] as PlannedFetch).conditions : [],
    before: [],
    waitsFor: after.length,
  }
  if (!first.requires) {
    return {
      ...shared,
      query: first.operation,
      slots: null,
      rewriteOutput: compileRewrites(first.outputRewrites, schema),
    }
  }
  const { query, fields } = combinedQuery(members.map(({ node }) => node))
  const slots = fields.map(({ name, variable, of }): Slot => {
    const { outputRewrites, operation } = (members[of[0] as number] as PlannedFetch).node
    return {
      name,
      representationsKey: `${JSON.stringify(variable)}:[`,
      members: compileMembers(
        of.map((index) => members[index] as PlannedFetch),
        schema,
        mayUnite,
      ),
      rewriteOutput: compileRewrites(outputRewrites, schema),
      operation,
    }
  })
  return { ...shared, query, slots, rewriteOutput: null }
}

function compileMembers(fetches: readonly PlannedFetch[], schema: GraphQLSchema, mayUnite: MayUnite): SlotMember[] {
  const plain = fetches.map(({ place }) => place).filter((place) => mayUnite([place]))
  const united = new Set(mayUnite(plain) ? plain : [])
  return fetches.map(({ node, place }): SlotMember => {
    const { requires, inputRewrites } = node as FetchNode & { requires: NonNullable<FetchNode['requires']> }
    const representation = compileRepresentation(requires, compileRewrites(inputRewrites, schema), schema)
    return { place, representation, unites: united.has(place) }
  })
}
