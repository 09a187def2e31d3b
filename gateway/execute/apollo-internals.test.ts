import { createRequire } from 'node:module'
import { composeSupergraph } from '@varal/schema/supergraph'
import { parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { tinyGraph } from '../test-graph.ts'
import {
  buildOperationContext,
  executeQueryPlan,
  operationFromDocument,
  type QueryPlan,
  QueryPlanner,
  Supergraph,
} from './apollo-internals.ts'

// Read this when an upgrade of Apollo's packages made it fail: each test names one thing that the gateway relies on and
// that Apollo does not promise. What changed there has to change in `execute/`.

const require = createRequire(import.meta.url)

async function tiny() {
  await using graph = await tinyGraph()
  const supergraph = Supergraph.build(graph.supergraphSdl, { supportedFeatures: null })
  const planner = new QueryPlanner(supergraph)
  const api = supergraph.apiSchema()
  const plan = (text: string) => planner.buildQueryPlan(operationFromDocument(api, parse(text)))
  return { supergraph, api, plan }
}

describe("Apollo's federation, as the gateway relies on it,", () => {
  test('is pinned to versions that belong together', () => {
    const { dependencies } = require('../package.json')
    for (const name of ['@apollo/gateway', '@apollo/query-planner', '@apollo/federation-internals'])
      expect([name, require(`${name}/package.json`).version]).toEqual([name, dependencies[name]])
  })

  test('exports what it did, from where it did', () => {
    expect([executeQueryPlan, buildOperationContext, QueryPlanner, Supergraph.build].map((one) => typeof one)).toEqual(
      Array(4).fill('function'),
    )
  })

  test('executes with the plan, sources, request, operation and schemas, in this order', () => {
    expect(executeQueryPlan.toString()).toMatch(
      /^async function executeQueryPlan\(queryPlan, serviceMap, requestContext, operationContext, supergraphSchema, apiSchema/,
    )
  })

  test('splits a subscription into the fetch that streams and the rest', async () => {
    const { plan } = await tiny()
    const { node } = plan(
      'subscription ($after: String) { news(after: $after) { cursor post { title author { name } } } }',
    )
    expect(node).toMatchObject({
      kind: 'Subscription',
      primary: { kind: 'Fetch', serviceName: 'feed', operationKind: 'subscription', variableUsages: ['after'] },
      rest: { kind: 'Sequence' },
    })
  })

  test('asks sources as `process({ request, context, pathInIncomingRequest })`, and merges into what roots answered', async () => {
    const { supergraph, api, plan } = await tiny()
    const text = '{ posts { rank } }'
    const asked: any[] = []
    const roots = { posts: [{ __typename: 'Post', id: 'p1' }, null, { __typename: 'Post', id: 'p2' }] as any[] }
    const source = (answer: object) => ({
      process: async (options: any) => {
        asked.push(options)
        return answer as never
      },
    })
    const result = await executeQueryPlan(
      plan(text) as QueryPlan,
      { social: source({ data: roots }), feed: source({ data: { _entities: [{ rank: 1 }, { rank: 2 }] } }) },
      { request: { variables: {} }, context: { mark: 1 }, logger: console, metrics: {} } as never,
      buildOperationContext({ schema: api.toGraphQLJSSchema(), operationDocument: parse(text) }),
      supergraph.schema.toGraphQLJSSchema(),
      api,
    )
    expect(
      asked.map(({ request, context, pathInIncomingRequest: path }) => [request.variables, context, path]),
    ).toEqual([
      [{}, { mark: 1 }, []],
      [
        {
          representations: [
            { __typename: 'Post', id: 'p1' },
            { __typename: 'Post', id: 'p2' },
          ],
        },
        { mark: 1 },
        ['posts', '@'],
      ],
    ])
    expect(roots.posts.map((post) => post?.rank)).toEqual([1, undefined, 2])
    // A hole in a list of [Post!]! leaves nothing; why is told apart from the errors.
    expect(result).toMatchObject({ data: null, extensions: { valueCompletion: [{ path: ['posts', 1] }] } })
  })

  test('sends no telemetry: what starts it is not even loaded', () => {
    expect(process.env['APOLLO_TELEMETRY_DISABLED']).toBe('1')
    const loaded = Object.keys(require.cache).filter((file) => file.includes('/@apollo/gateway/'))
    expect(loaded).toContainEqual(expect.stringMatching(/executeQueryPlan\.js$/))
    expect(loaded).not.toContainEqual(expect.stringMatching(/gateway\/dist\/index\.js$/))
  })

  test('loads the supergraph of the five subgraphs', () => {
    const supergraph = Supergraph.build(composeSupergraph(), { supportedFeatures: null })
    expect(supergraph.subgraphsMetadata()).toHaveLength(5)
  })
})
