import type { SubgraphLink } from '@varal/platform/links/link'
import type { Caller } from '@varal/platform/viewer'
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  type OperationTypeNode,
} from 'graphql'
import type { OperationAuthorization } from '../auth/authorization.ts'
import type { OperationCost } from '../limits/cost/operation-cost.ts'
import type { PublicSeconds } from '../operations/cache-policy.ts'
import type { FetchNode, QueryPlan } from './apollo-internals.ts'
import { compileIntrospection, type Introspect } from './introspection.ts'
import { type CompiledPlan, compilePlan } from './plan/compiled-plan.ts'
import { plainPlaces } from './plan/plain-places.ts'
import { compileRewrites, type Rewrite } from './plan/rewrites.ts'
import { compileShape, type Shape } from './shape/compile-shape.ts'
import type { LoadedSupergraph } from './supergraph.ts'

/**
 * An operation that can be run as often as it is asked for: parsed, validated and compiled. It is planned when its plan is
 * first asked for, which takes longer than all the rest: what is not let in is never planned.
 */
export interface Operation {
  readonly kind: OperationTypeNode
  readonly document: DocumentNode
  readonly definition: OperationDefinitionNode
  /** For a subscription, what completes each of its events. @throws if it cannot be planned */
  readonly plan: CompiledPlan
  /** What opens the stream of a subscription. @throws if it is none, or cannot be planned */
  readonly event: StreamedFetch
  readonly shape: Shape
  /** The same, and faults say where they are. */
  readonly explain: Shape
  readonly introspect: Introspect | null
  /** The plan of the same operation without what a caller may not see. */
  planOf(reduced: DocumentNode): CompiledPlan
  readonly authorization: OperationAuthorization
  readonly cost: OperationCost
  /** For how long anybody may keep an answer to it that was given to a stranger. */
  readonly publicSeconds: PublicSeconds
}

/** What one subgraph streams of a subscription. */
export interface StreamedFetch {
  readonly link: SubgraphLink
  readonly fetch: FetchNode
  readonly rewriteOutput: Rewrite | null
}

/** What is asked, and by whom. */
export interface OperationCall {
  readonly operation: Operation
  readonly variables: Readonly<Record<string, unknown>>
  readonly caller: Caller
  /** What the operation may cost, if something other than who asks says so. */
  readonly costMax?: number | undefined
  /** The answer says how it was made: for people who write operations. */
  readonly explains?: boolean
  /** The answer may be kept for others: it says nothing of who asked. */
  readonly isPublic?: boolean
  /** Who pays for opening a stream: the caller, if absent; nobody, if null. */
  readonly payer?: Caller | null
  /** The client has left. */
  readonly signal?: AbortSignal | undefined
}

/** Synchronous, up to some tens of milliseconds. @throws GraphQLError if the document has no such operation */
export function compileOperation(
  document: DocumentNode,
  operationName: string | undefined,
  supergraph: LoadedSupergraph,
  links: Readonly<Record<string, SubgraphLink>>,
): Operation {
  const definition = getOperationAST(document, operationName)
  if (!definition) throw new GraphQLError(noSuchOperation(operationName))
  const { clientSchema: schema, supergraphSchema } = supergraph
  const fragments = fragmentsOf(document)
  const isMutation = definition.operation === 'mutation'
  const mayUnite = plainPlaces(definition, fragments)
  const planOf = (from: QueryPlan['node']) =>
    compilePlan(afterEvent(from), links, supergraphSchema, { isMutation, mayUnite })
  const reducedPlans = new WeakMap<DocumentNode, CompiledPlan>()
  const planNode = once(() => supergraph.plan(document, operationName).node)
  const plan = once(() => planOf(planNode()))
  const event = once(() => {
    const node = planNode()
    if (node?.kind !== 'Subscription') throw new Error('Nothing is streamed')
    return streamedFetch(node.primary, links, supergraph)
  })
  const explain = once(() => compileShape(definition, { schema, fragments, tracksPaths: true }))
  return {
    kind: definition.operation,
    document,
    definition,
    get plan() {
      return plan()
    },
    get event() {
      return event()
    },
    shape: compileShape(definition, { schema, fragments }),
    explain: (...given) => explain()(...given),
    introspect: compileIntrospection(definition, fragments, schema),
    planOf(reduced) {
      const present = reducedPlans.get(reduced)
      if (present) return present
      const plan = planOf(supergraph.plan(reduced, operationName).node)
      reducedPlans.set(reduced, plan)
      return plan
    },
    authorization: supergraph.authorizationOf(document, definition),
    cost: supergraph.costOf(document, definition),
    publicSeconds: supergraph.publicSecondsOf(document),
  }
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const afterEvent = (node: QueryPlan['node']) => (node?.kind === 'Subscription' ? node.rest : node)

function streamedFetch(
  fetch: FetchNode,
  links: Readonly<Record<string, SubgraphLink>>,
  { supergraphSchema }: LoadedSupergraph,
): StreamedFetch {
  const link = links[fetch.serviceName]
  if (!link) throw new Error(`There is no link to ${fetch.serviceName}`)
  return { link, fetch, rewriteOutput: compileRewrites(fetch.outputRewrites, supergraphSchema) }
}

function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION)
  return new Map(fragments.map((one) => [one.name.value, one]))
}

const noSuchOperation = (name: string | undefined) =>
  name === undefined
    ? 'The document has several operations, or none: say with operationName which one is meant.'
    : 'The document has no operation of the name that operationName says.'
