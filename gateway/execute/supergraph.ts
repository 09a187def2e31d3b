import type { DocumentNode, GraphQLSchema } from 'graphql'
import { operationFromDocument, type QueryPlan, QueryPlanner, type Schema, Supergraph } from './apollo-internals.ts'

/** The composed graph, ready to plan with. Takes a quarter of a second to load. */
export interface LoadedSupergraph {
  /** What clients see: they validate and introspect against it. */
  readonly clientSchema: GraphQLSchema
  /** The same, in the planner's own form. */
  readonly apiSchema: Schema
  /** With everything that only the subgraphs see. */
  readonly supergraphSchema: GraphQLSchema
  /** Synchronous, up to some tens of milliseconds. @throws if the operation has more selections than can be planned */
  plan(document: DocumentNode, operationName: string | undefined): QueryPlan
}

export function loadSupergraph(sdl: string): LoadedSupergraph {
  // Without `supportedFeatures: null` Apollo refuses @authenticated, which our subgraphs enforce by themselves.
  const supergraph = Supergraph.build(sdl, { supportedFeatures: null })
  const planner = new QueryPlanner(supergraph)
  const apiSchema = supergraph.apiSchema()
  return {
    clientSchema: apiSchema.toGraphQLJSSchema(),
    apiSchema,
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    plan: (document, operationName) =>
      planner.buildQueryPlan(operationFromDocument(apiSchema, document, operationName ? { operationName } : {})),
  }
}
