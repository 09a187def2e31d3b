import { createRequire } from 'node:module'
import { composeSupergraph } from '@varal/schema/supergraph'
import { parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { tinyGraph } from '../test-graph.ts'
import { operationFromDocument, QueryPlanner, Supergraph } from './apollo-internals.ts'

// Read this when an upgrade of Apollo's packages made it fail: each test names one thing that the gateway relies on and
// that Apollo does not promise. What changed there has to change in `execute/`.

const require = createRequire(import.meta.url)

async function tiny() {
  await using graph = await tinyGraph()
  const supergraph = Supergraph.build(graph.supergraphSdl, { supportedFeatures: null })
  const planner = new QueryPlanner(supergraph)
  const api = supergraph.apiSchema()
  const plan = (text: string) => planner.buildQueryPlan(operationFromDocument(api, parse(text)))
  return { plan }
}

describe("Apollo's federation, as the gateway relies on it,", () => {
  test('is pinned to versions that belong together', () => {
    const { dependencies } = require('../package.json')
    for (const name of ['@apollo/query-planner', '@apollo/federation-internals'])
      expect([name, require(`${name}/package.json`).version]).toEqual([name, dependencies[name]])
  })

  test('exports what it did, from where it did', () => {
    expect([operationFromDocument, QueryPlanner, Supergraph.build].map((one) => typeof one)).toEqual(
      Array(3).fill('function'),
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

  test('sends no telemetry: what does is not even loaded', () => {
    expect(process.env['APOLLO_TELEMETRY_DISABLED']).toBe('1')
    expect(Object.keys(require.cache).filter((file) => file.includes('/@apollo/gateway/'))).toEqual([])
  })

  test('loads the supergraph of the five subgraphs and the gateway', () => {
    const supergraph = Supergraph.build(composeSupergraph(), { supportedFeatures: null })
    expect(supergraph.subgraphsMetadata()).toHaveLength(6)
  })
})
