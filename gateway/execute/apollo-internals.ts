import './no-telemetry.ts'

// All of Apollo's federation that the gateway runs on, in one file. Two of these are not promised by Apollo to stay where
// they are: @apollo/gateway's own index has them too, but loads its telemetry, its uplink and a second HTTP client with
// them. The versions are pinned exactly, and apollo-internals.test.ts says what broke if an upgrade moves something.
export { operationFromDocument, type Schema, Supergraph } from '@apollo/federation-internals'
export type { GraphQLDataSource } from '@apollo/gateway/dist/datasources/types.js'
export { executeQueryPlan, type ServiceMap } from '@apollo/gateway/dist/executeQueryPlan.js'
export { buildOperationContext, type OperationContext } from '@apollo/gateway/dist/operationContext.js'
export { type FetchNode, type PlanNode, type QueryPlan, QueryPlanner } from '@apollo/query-planner'
