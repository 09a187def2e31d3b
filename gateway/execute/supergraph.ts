import type { DocumentNode, GraphQLSchema } from 'graphql'
import { type AuthorizationModel, authorizationModel } from '../auth/authorization.ts'
import { type CostModel, costModel } from '../limits/cost/operation-cost.ts'
import { cachePolicies, type PublicSeconds } from '../operations/cache-policy.ts'
import { operationFromDocument, type QueryPlan, QueryPlanner, Supergraph } from './apollo-internals.ts'
import { withoutIntrospection } from './introspection.ts'

/**
 * Ways to fetch one operation that are compared; Apollo compares 10,000. The best is nearly always among the first: over
 * Varal's graph one alone makes as few fetches of every operation of its clients, and 50 of what 500 took 0.5 s to plan.
 */
const PLANS_MAX = 50

/** The composed graph, ready to plan with. Takes a quarter of a second to load. */
export interface LoadedSupergraph {
  /** What clients see: they validate and introspect against it. */
  readonly clientSchema: GraphQLSchema
  readonly authorizationOf: AuthorizationModel
  readonly costOf: CostModel
  readonly publicSecondsOf: (document: DocumentNode) => PublicSeconds
  /** With everything that only the subgraphs see. */
  readonly supergraphSchema: GraphQLSchema
  /** Synchronous, up to some tens of milliseconds. @throws if the operation has more selections than can be planned */
  plan(document: DocumentNode, operationName: string | undefined): QueryPlan
}

export function loadSupergraph(sdl: string): LoadedSupergraph {
  // Without `supportedFeatures: null` Apollo refuses @authenticated, which our subgraphs enforce by themselves.
  const supergraph = Supergraph.build(sdl, { supportedFeatures: null })
  const planner = new QueryPlanner(supergraph, { debug: { maxEvaluatedPlans: PLANS_MAX } })
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema()
  const apiSchema = supergraph.apiSchema()
  const clientSchema = apiSchema.toGraphQLJSSchema()
  return {
    clientSchema,
    publicSecondsOf: cachePolicies(sdl, clientSchema),
    supergraphSchema,
    authorizationOf: authorizationModel(supergraphSchema),
    costOf: costModel(supergraphSchema),
    plan: (document, operationName) =>
      planner.buildQueryPlan(
        operationFromDocument(apiSchema, withoutIntrospection(document), operationName ? { operationName } : {}),
      ),
  }
}

/** Where a supergraph says that its subgraphs are, by name. */
export function subgraphUrls(sdl: string): [name: string, url: string][] {
  const supergraph = Supergraph.build(sdl, { supportedFeatures: null })
  return supergraph.subgraphsMetadata().map(({ name, url }) => [name, url])
}
