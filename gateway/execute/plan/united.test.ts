import type { SubgraphLink } from '@varal/platform/links/link'
import { createLog } from '@varal/platform/log'
import { anonymous } from '@varal/platform/viewer'
import { buildSchema, type OperationDefinitionNode, parse } from 'graphql'
import { expect, test } from 'vitest'
import { compileShape } from '../shape/compile-shape.ts'
import { compilePlan } from './compiled-plan.ts'
import { plainPlaces } from './plain-places.ts'
import type { Run } from './run.ts'
import { runPlan } from './run-plan.ts'

const schema = buildSchema(
  'type Query { posts: [Post] } type Post { id: ID! author: User } type User { id: ID! name: String handle: String! }',
)
const authors = (ids: readonly string[]) => ids.map((id) => ({ author: { __typename: 'User', id } }))

/** Posts by the given people, whose names another subgraph knows. */
async function answer(
  ids: readonly string[],
  people: Record<string, object | null>,
  query = '{posts{author{id name}}}',
) {
  const asked: string[] = []
  const link = (execute: (variables: any) => unknown): SubgraphLink =>
    ({ execute: async ({ variablesJson }: any) => execute(JSON.parse(variablesJson)) }) as never
  const links = {
    social: link(() => ({ data: { posts: authors(ids) } })),
    users: link(({ representations }) => {
      asked.push(...representations.map((one: any) => one.id))
      return { data: { _entities: representations.map((one: any) => people[one.id] ?? null) } }
    }),
  }
  const operation = parse(query).definitions[0] as OperationDefinitionNode
  const key = ['__typename', 'id'].map((name) => ({ kind: 'Field', name }))
  const node = {
    kind: 'Sequence',
    nodes: [
      { kind: 'Fetch', serviceName: 'social', operation: '{posts{author{__typename id}}}' },
      {
        kind: 'Flatten',
        path: ['posts', '@', 'author'],
        node: {
          kind: 'Fetch',
          serviceName: 'users',
          operation: 'query($representations:[_Any!]!){_entities(representations:$representations){...on User{name}}}',
          requires: [{ kind: 'InlineFragment', typeCondition: 'User', selections: key }],
        },
      },
    ],
  }
  const plan = compilePlan(node as never, links, schema, { mayUnite: plainPlaces(operation, new Map()) })
  const run = {
    ...{
      variables: {},
      coerced: {},
      schema,
      log: createLog('silent'),
      endsMs: performance.now() + 5_000,
      signal: undefined,
    },
    ...{ caller: { viewer: anonymous, requestId: 'r' }, data: null, errors: [], united: new Map(), fetches: 0 },
  } as unknown as Run
  await runPlan(plan, run)
  const faults: any[] = []
  const text = compileShape(operation, { schema, fragments: new Map() })(run.data ?? {}, {}, faults, run.united)
  return { answer: JSON.parse(text ?? 'null'), faults, run, asked }
}

test('an entity that is met again is one object: asked for once, and written at each place', async () => {
  const { answer: given, run, asked } = await answer(['1', '2', '1', '1'], { 1: { name: 'Ada' }, 2: { name: 'Ben' } })
  expect(asked).toEqual(['1', '2'])
  expect(run.united.size).toBe(1)
  expect(given.posts.map((post: any) => post.author)).toEqual([
    { id: '1', name: 'Ada' },
    { id: '2', name: 'Ben' },
    { id: '1', name: 'Ada' },
    { id: '1', name: 'Ada' },
  ])
})

test('what is wrong with it is told of each place', async () => {
  const query = '{posts{author{id handle}}}'
  const { answer: given, faults } = await answer(['1', '1'], { 1: { name: 'Ada' } }, query)
  expect(given.posts).toEqual([{ author: null }, { author: null }])
  expect(faults).toHaveLength(2)
})

test('one that nobody knows is empty everywhere', async () => {
  const { answer: given } = await answer(['1', '1'], {})
  expect(given.posts).toEqual(Array(2).fill({ author: { id: '1', name: null } }))
})
