import type { SubgraphLink } from '@varal/platform/links/link'
import { type ExecutionResult, GraphQLError } from 'graphql'
import { afterAll, describe, expect, test } from 'vitest'
import { differential, report } from './differential.ts'
import { keys } from './graphs/keys.ts'
import { openGraph } from './test-graph.ts'
import { bothSides } from './trial.ts'

// What finds no difference must be able to find one: each of these is done to what our side is answered, and to nothing
// of Apollo's.

type Answer = { data?: any; errors?: readonly GraphQLError[] }

/** Faults of an executor, as they would look from outside. */
const faults: Record<string, (answer: Answer) => Answer> = {
  'a field is lost': ({ data, ...rest }) => ({ ...rest, data: changed(data, 'price', () => undefined) }),
  'a value is another': ({ data, ...rest }) => ({
    ...rest,
    data: changed(data, 'price', (price) => Number(price) + 1),
  }),
  'a list has another order': ({ data, ...rest }) => ({
    ...rest,
    data: changed(data, 'related', (list) => (Array.isArray(list) ? list.toReversed() : list)),
  }),
  'an error is lost': ({ data, errors }) => ({ data, ...(errors?.[1] ? { errors: errors.slice(1) } : {}) }),
  'an error is told twice': ({ errors, ...rest }) => ({
    ...rest,
    ...(errors ? { errors: [...errors, errors[0]!] } : {}),
  }),
  'an error is told of another place': ({ errors, ...rest }) => ({
    ...rest,
    ...(errors ? { errors: errors.map((error) => moved(error)) } : {}),
  }),
}

const moved = ({ message, extensions }: GraphQLError) => new GraphQLError(message, { path: ['top'], extensions })

/** The data with each field of this name changed, at any depth. */
function changed(value: unknown, name: string, change: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => changed(one, name, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === name ? change(inner) : changed(inner, name, change)]),
  )
}

describe('the comparison', async () => {
  const graph = await openGraph(keys)
  afterAll(() => graph[Symbol.asyncDispose]())
  const faulty = (fault: (answer: Answer) => Answer) =>
    Object.fromEntries(
      Object.entries(graph.links).map(([name, link]): [string, SubgraphLink] => [
        name,
        { ...link, execute: async (request) => fault(await link.execute(request)) as ExecutionResult },
      ]),
    )

  test.each(Object.entries(faults))('sees that %s', async (_, fault) => {
    const sides = bothSides(graph, faulty(fault))
    const { differing } = await differential(sides, { seed: 'faults', count: 200, differingMax: 1 })
    expect(differing).toHaveLength(1)
  })

  test('shows the smallest operation that differs, and how to ask it again', async () => {
    const sides = bothSides(graph, faulty(faults['a field is lost']!))
    const { differing } = await differential(sides, { seed: 'faults', count: 200, differingMax: 1 })
    const text = await report(sides, differing[0]!)
    expect(text).toMatch(/^keys: data\./)
    expect(text).toMatch(/\bprice\b/)
    expect(text.match(/^ +\w.*$/gm)?.length).toBeLessThanOrEqual(4)
    expect(text).toMatch(/\n\(--graph keys --seed faults --from \d+ --count 1\)$/)
  })

  test('asks the same of the same seed', async () => {
    const sides = bothSides(graph)
    const once = await differential(sides, { seed: 'same', count: 5 })
    expect(await differential(sides, { seed: 'same', count: 5 })).toEqual(once)
  })
})
