import { readdirSync, readFileSync } from 'node:fs'
import {
  type DocumentNode,
  type GraphQLInputType,
  Kind,
  type OperationDefinitionNode,
  parse,
  separateOperations,
  typeFromAST,
} from 'graphql'
import { afterAll, describe, expect, test } from 'vitest'
import { report } from './differential.ts'
import { varal } from './graphs/varal.ts'
import { randomValue } from './random-input.ts'
import { seededRandom } from './seeded-random.ts'
import { fair, openGraph } from './test-graph.ts'
import { bothSides, judge, type Trial, weathers } from './trial.ts'

const folder = new URL('../../schema/operations/', import.meta.url)
const texts = readdirSync(folder)
  .filter((file) => file.endsWith('.graphql'))
  .map((file) => readFileSync(new URL(file, folder), 'utf8'))
const operations = Object.entries(separateOperations(parse(texts.join('\n'), { noLocation: true })))

const definitionIn = ({ definitions }: DocumentNode) =>
  definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode

describe('what first-party clients send is answered as by stock Apollo', async () => {
  const graph = await openGraph(varal)
  const sides = bothSides(graph)
  afterAll(() => graph[Symbol.asyncDispose]())

  function variablesOf(name: string, document: DocumentNode): Record<string, unknown> {
    const random = seededRandom(name)
    const variables = definitionIn(document).variableDefinitions ?? []
    const typeOf = (node: (typeof variables)[number]) =>
      typeFromAST(sides.stock.clientSchema, node.type as never) as GraphQLInputType
    return Object.fromEntries(variables.map((one) => [one.variable.name.value, randomValue(typeOf(one), random)]))
  }
  // Apollo does not execute subscriptions.
  const executable = operations.filter(([, document]) => definitionIn(document).operation !== 'subscription')

  test.each(executable)('%s', async (name, document) => {
    const question = { document, variables: variablesOf(name, document) }
    const whole = weathers.map((weather) => ({ question, weather, down: [] }))
    const cut = Object.keys(graph.links).map((down): Trial => ({ question, weather: fair, down: [down] }))
    for (const trial of [...whole, ...cut]) {
      const { outcome } = await judge(sides, trial)
      if (outcome !== 'same') expect.fail(await report(sides, { trial }))
    }
  })
})
