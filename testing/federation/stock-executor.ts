import '@varal/gateway/execute/no-telemetry'
import { operationFromDocument, Supergraph } from '@apollo/federation-internals'
import { executeQueryPlan, type ServiceMap } from '@apollo/gateway/dist/executeQueryPlan.js'
import { buildOperationContext } from '@apollo/gateway/dist/operationContext.js'
import { type PlanNode, type QueryPlan, QueryPlanner } from '@apollo/query-planner'
import type { SubgraphLink } from '@varal/platform/links/link'
import type { Caller } from '@varal/platform/viewer'
import { type DocumentNode, type ExecutionResult, GraphQLError, isObjectType } from 'graphql'
import { silent } from './test-graph.ts'

// What Apollo's own gateway does with an operation: its planner and its executor, without its supergraph loader, which
// adds nothing to an answer. Imported from where its index takes them: the index also loads what reports to Apollo.

/** An operation to be answered, and with what. */
export interface Question {
  readonly document: DocumentNode
  readonly variables: Readonly<Record<string, unknown>>
}

/** Without the errors of fetches that found nobody there: Apollo's say neither what nor where. */
export interface StockAnswer extends ExecutionResult {
  readonly plan: QueryPlan
}

export interface StockExecutor {
  readonly clientSchema: ReturnType<ReturnType<Supergraph['apiSchema']>['toGraphQLJSSchema']>
  run(question: Question): Promise<StockAnswer>
}

export function stockExecutor(
  supergraphSdl: string,
  links: Readonly<Record<string, SubgraphLink>>,
  caller: Caller,
): StockExecutor {
  const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: null })
  const planner = new QueryPlanner(supergraph)
  const api = supergraph.apiSchema()
  const clientSchema = api.toGraphQLJSSchema()
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema()
  const isObject = (type: unknown) => isObjectType(supergraphSchema.getType(String(type)))
  // One question is asked in several weathers, and planning takes longer than executing.
  const plans = new WeakMap<DocumentNode, QueryPlan>()

  return {
    clientSchema,
    async run({ document, variables }) {
      const run: Run = { data: {}, isLost: false }
      const sources = Object.entries(links).map(([name, link]) => [name, sourceOf(link, caller, isObject)])
      const request = { request: { variables }, context: run, logger: silent, metrics: {} } as never
      let plan: QueryPlan = { kind: 'QueryPlan' }
      const execute = async () => {
        plan = plans.get(document) ?? (planner.buildQueryPlan(operationFromDocument(api, document)) as QueryPlan)
        plans.set(document, plan)
        const services = Object.fromEntries(sources) as ServiceMap
        const context = buildOperationContext({ schema: clientSchema, operationDocument: document })
        return executeQueryPlan(plan, services, request, context, supergraphSchema, api)
      }
      // Some operations that are valid it cannot plan, and some plans it cannot execute.
      const { data, errors = [] } = await execute().catch((error: Error) => ({
        errors: [error] as never,
        data: undefined,
      }))
      if (run.isLost) return { errors: [new GraphQLError('an error of an entity without a key')], plan }
      const answered = errors.filter((error) => !(error instanceof Unanswered))
      return {
        ...(data === undefined ? {} : { data }),
        ...(answered.length > 0 ? { errors: answered } : {}),
        plan,
      }
    },
  }
}

class Unanswered extends Error {}

interface Run {
  /** What the root fetches gave. Apollo completes these objects in place. */
  readonly data: Record<string, unknown>
  /** Errors have places that nobody can know. */
  isLost: boolean
}

interface Asked {
  readonly request: { query: string; variables?: Record<string, unknown>; operationName?: string }
  readonly context: Run
  readonly pathInIncomingRequest: readonly (string | number)[]
}

function sourceOf(link: SubgraphLink, caller: Caller, isObject: (type: unknown) => boolean) {
  return {
    async process({ request, context: run, pathInIncomingRequest: place }: Asked): Promise<ExecutionResult> {
      const answer = await link.execute({ ...request, caller }).catch(() => {
        throw new Unanswered()
      })
      const representations = request.variables?.['representations'] as Representation[] | undefined
      if (!representations) {
        for (const [name, value] of Object.entries(answer.data ?? {})) run.data[name] ??= value
        return answer
      }
      for (const entity of (answer.data?.['_entities'] ?? []) as (Record<string, unknown> | null)[]) {
        // Apollo would let the name that a subgraph has for an interface object replace the object's type, and then find
        // no object of such a type. Without one it keeps the type that it has.
        if (entity && '__typename' in entity && !isObject(entity['__typename'])) delete entity['__typename']
      }
      if (!answer.errors) return answer
      // Where fragments exclude each other the planner asks for entities by their type alone. Nothing says which they were.
      if (representations.some((one) => Object.keys(one).length === 1)) run.isLost = true
      const places = placesOf(representations, entitiesAt(run.data, place))
      return { ...answer, errors: answer.errors.map((error) => moved(error, places)) }
    },
  }
}

type Representation = Readonly<Record<string, unknown>>

/**
 * Which of the entities at a path each representation stands for. An error names a representation by its number, and
 * Apollo takes that for the number of an entity at the path; they differ when some of these were not asked about, being of
 * another type or without a key. So that paths can be compared, the number is set right here.
 */
function placesOf(representations: readonly Representation[], entities: readonly Representation[]): number[] {
  let next = 0
  return representations.map((representation) => {
    const from = next
    const matching = (isMeant: (one: Representation) => boolean) =>
      entities.findIndex((entity, index) => index >= from && isMeant(entity))
    const { __typename, ...keys } = representation
    const candidates = [
      matching((entity) => contains(entity, representation)),
      // An interface object is represented by another type, and a key may have another name in the answer.
      matching((entity) => contains(entity, keys)),
      matching((entity) => entity['__typename'] === __typename),
      from,
    ]
    const place = candidates.find((index) => index >= 0)!
    next = place + 1
    return place
  })
}

function contains(whole: unknown, part: unknown): boolean {
  if (typeof part !== 'object' || part === null || typeof whole !== 'object' || whole === null) return whole === part
  return Object.entries(part).every(([name, value]) => contains((whole as Representation)[name], value))
}

function entitiesAt(value: unknown, place: readonly (string | number)[]): Representation[] {
  if (value === null || value === undefined) return []
  if (Array.isArray(value)) return value.flatMap((one) => entitiesAt(one, place[0] === '@' ? place.slice(1) : place))
  const [head, ...rest] = place
  return head === undefined ? [value as Representation] : entitiesAt((value as Representation)[head], rest)
}

function moved({ message, path, extensions }: GraphQLError, places: readonly number[]): GraphQLError {
  const [root, index, ...rest] = path ?? []
  if (root !== '_entities' || typeof index !== 'number') return new GraphQLError(message, { path, extensions })
  return new GraphQLError(message, { path: [root, places[index] ?? index, ...rest], extensions })
}

/** The kinds of what a plan does, for knowing that tests came past all of them. */
export function kindsOf(plan: QueryPlan): Set<string> {
  const kinds = new Set<string>()
  function visit(node: PlanNode | undefined): void {
    if (!node) return
    kinds.add(node.kind)
    if ('nodes' in node) node.nodes.forEach(visit)
    if (node.kind === 'Flatten') visit(node.node)
    if (node.kind === 'Condition') [node.ifClause, node.elseClause].forEach(visit)
    if (node.kind !== 'Fetch') return
    for (const trait of ['requires', 'inputRewrites', 'outputRewrites', 'variableUsages'] as const)
      if (node[trait]?.length) kinds.add(trait)
  }
  visit(plan.node as PlanNode | undefined)
  return kinds
}
