import { graphqlErrorOf } from '@varal/gateway/execute/client-errors'
import { type Executor, supergraphExecutor } from '@varal/gateway/execute/executor'
import type { SubgraphLink } from '@varal/platform/links/link'
import type { Caller } from '@varal/platform/viewer'
import { type ExecutionResult, print } from 'graphql'
import { dataDifference, errorDifference, unexplained } from './compare-answers.ts'
import type { Weather } from './fake-subgraph.ts'
import { specAnswer, withTypes } from './spec-answer.ts'
import { kindsOf, type Question, type StockAnswer, type StockExecutor, stockExecutor } from './stock-executor.ts'
import { fair, silent, type TestGraph } from './test-graph.ts'

/** One question, and how the subgraphs are when it is asked. */
export interface Trial {
  readonly question: Question
  readonly weather: Weather
  readonly down: readonly string[]
}

export interface Verdict {
  /**
   * `refused`: ours would not plan what Apollo's did. `stock failed`: Apollo's executor could not answer.
   * `stock wrong`: it answered otherwise than the specification has it, and ours did not.
   */
  readonly outcome: 'same' | 'different' | 'refused' | 'stock failed' | 'stock wrong'
  /** What differs, why it was refused, what failed. */
  readonly reason?: string
  readonly fetches: { readonly stock: number; readonly ours: number }
  /** What the plan is made of: see `kindsOf`. */
  readonly kinds: ReadonlySet<string>
}

/** Both executors over the same subgraphs. */
export interface Sides {
  readonly graph: TestGraph
  readonly stock: StockExecutor
  readonly ours: Executor
}

/** A person with a client of ours: may ask for everything. */
const caller = {
  viewer: {
    kind: 'user',
    // So that every field is asked, those of moderators too.
    role: 'MODERATOR',
    id: '01900000-0000-7000-8000-000000000001',
    sessionId: '01900000-0000-7000-8000-000000000002',
  },
  app: null,
  requestId: 'a-request',
  language: 'en',
  address: '127.0.0.1',
  device: 'test',
} as unknown as Caller

/** @param ourLinks another way for our side to the same subgraphs, to see that a fault there is noticed */
export function bothSides(graph: TestGraph, ourLinks: Readonly<Record<string, SubgraphLink>> = graph.links): Sides {
  return {
    graph,
    stock: stockExecutor(graph.supergraphSdl, graph.links, caller),
    // What is too much for strangers is not the question here.
    ours: supergraphExecutor(graph.supergraphSdl, ourLinks, silent, { limits: null }),
  }
}

/** Asks both sides the same, and says whether they answer the same. */
export async function judge(sides: Sides, { question, weather, down }: Trial): Promise<Verdict> {
  const { graph, stock } = sides
  graph.world.weather = weather
  const before = graph.fetches.count
  const theirs = await inTurn(graph, down, () => stock.run(question))
  const between = graph.fetches.count
  const ours = await askOurs(sides, down, question)
  const common = {
    fetches: { stock: between - before, ours: graph.fetches.count - between },
    kinds: kindsOf(theirs.plan),
  }
  if ('thrown' in ours) return { ...common, outcome: 'different', reason: `ours throws ${ours.thrown}` }
  if (theirs.data === undefined)
    return { ...common, outcome: 'stock failed', reason: theirs.errors?.[0]?.message ?? 'without data or errors' }
  if ('refused' in ours) return { ...common, outcome: 'refused', reason: ours.refused }

  const typed = withTypes(question)
  const oursTyped = await askOurs(sides, down, typed)
  if ('thrown' in oursTyped) return { ...common, outcome: 'different', reason: `ours throws ${oursTyped.thrown}` }
  if ('refused' in oursTyped) return { ...common, outcome: 'refused', reason: oursTyped.refused }
  const unordered = await differenceOfOrder(typed, oursTyped, stock)
  if (unordered) return { ...common, outcome: 'different', reason: unordered }

  const data = dataDifference(ours.result, theirs)
  const stockIsWrong =
    data !== null &&
    (await isRight(question, ours, oursTyped, await inTurn(graph, down, () => stock.run(typed)), stock))
  const reason =
    (stockIsWrong ? null : data) ??
    errorDifference(ours.result, theirs) ??
    (down.length > 0 ? unexplained(ours.result, await inTurn(graph, [], () => stock.run(question))) : null)
  if (reason !== null) return { ...common, outcome: 'different', reason }
  return { ...common, outcome: stockIsWrong ? 'stock wrong' : 'same' }
}

/**
 * Apollo loses what stands in a fragment on an object type within one on an interface, when it did not fetch the object's
 * type: it then takes the object for nothing more than that interface. So where the answers differ, both are asked again
 * with types. If they agree then, and ours follows from what they agree on, ours was right the first time too.
 */
async function isRight(
  question: Question,
  ours: Given,
  typed: Given,
  stockTyped: StockAnswer,
  { clientSchema }: StockExecutor,
) {
  if (dataDifference(typed.result, stockTyped) !== null) return false
  if (!typed.result.data) return false
  const right = await specAnswer(question, typed.result.data, clientSchema)
  return dataDifference(ours.result, { data: right as never }) === null
}

async function differenceOfOrder(typed: Question, { result, text }: Given, { clientSchema }: StockExecutor) {
  if (!result.data) return null
  const ordered = JSON.stringify(await specAnswer(typed, result.data, clientSchema))
  return text.includes(`"data":${ordered}`)
    ? null
    : `the order of keys, or how they are written:\n  ours ${text}\n  spec ${ordered}`
}

/** The same for everybody who is asked: mutations count from one, and the same subgraphs are down. */
async function inTurn<Answer>(graph: TestGraph, down: readonly string[], ask: () => Promise<Answer>): Promise<Answer> {
  graph.world.mutations = 0
  for (const name of down) graph.down.add(name)
  try {
    return await ask()
  } finally {
    graph.down.clear()
  }
}

/** An answer, as an object and as it is sent. */
interface Given {
  readonly result: ExecutionResult
  readonly text: string
}

async function askOurs(
  { graph, ours }: Sides,
  down: readonly string[],
  question: Question,
): Promise<Given | { refused: string } | { thrown: string }> {
  const { document, variables } = question
  const operation = ours.prepare(print(document), undefined, caller)
  if ('errors' in operation) return { refused: operation.errors[0]!.message }
  try {
    const { text, errors } = await inTurn(graph, down, () => ours.answer({ operation, variables, caller }))
    const result: ExecutionResult = JSON.parse(text)
    return { text, result: errors.length > 0 ? { ...result, errors: errors.map(graphqlErrorOf) } : result }
  } catch (error) {
    return { thrown: String(error) }
  }
}

export const weathers: readonly Weather[] = [
  fair,
  { nulls: 5, failures: 0, hollow: 0, strangers: 6 },
  { nulls: 9, failures: 9, hollow: 40, strangers: 9 },
]
