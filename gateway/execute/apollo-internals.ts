import './no-telemetry.ts'

// All of Apollo's federation that the gateway runs on, in one file: it loads the supergraph, and it plans. The versions
// are pinned exactly, and apollo-internals.test.ts says what broke if an upgrade moves something.
export { operationFromDocument, type Schema, Supergraph } from '@apollo/federation-internals'
export {
  type FetchDataRewrite,
  type FetchNode,
  type PlanNode,
  type QueryPlan,
  QueryPlanner,
  type QueryPlanSelectionNode,
} from '@apollo/query-planner'
