import { createLog } from '@varal/platform/log'
import { anonymous } from '@varal/platform/viewer'
import { readSupergraph } from '@varal/schema/read-supergraph'
import { describe, expect, test } from 'vitest'
import { supergraphExecutor } from '../execute/executor.ts'
import { CurrentGraph } from './current-graph.ts'
import { liveGraph } from './test-live-graph.ts'
import { viewerFields } from './viewer-fields.ts'

const { links, supergraphSdl } = liveGraph()
const graph = new CurrentGraph(supergraphExecutor(supergraphSdl, links, createLog('silent')), supergraphSdl)
const caller = { viewer: anonymous, app: null, requestId: '', language: 'en', address: '', device: '' } as const

function traits(text: string) {
  const operation = graph.executor.prepare(text, undefined, caller)
  if ('errors' in operation) throw new Error(operation.errors[0]?.message)
  return graph.traitsOf(operation)
}

describe('a subscription', () => {
  test.each([
    ['of public fields', 'subscription { activity(topic: "a") { ... on Happened { number post { title } } } }', true],
    [
      'of a viewer’s fields',
      'subscription { activity(topic: "a") { ... on Happened { post { viewerHasLiked } } } }',
      false,
    ],
    [
      'of a viewer’s fields, in a fragment',
      'subscription { activity(topic: "a") { ...F } } fragment F on Happened { post { title again: viewerHasLiked } }',
      false,
    ],
    ['of fields for members', 'subscription { activity(topic: "a") { ... on Happened { post { draft } } } }', false],
    ['that is for members', 'subscription { mine { __typename } }', false],
  ])('%s is public: %s', (_what, text, isPublic) => {
    expect(traits(text).isPublic).toBe(isPublic)
  })

  test('says where it resumes, and whether its items have cursors', () => {
    const named =
      'subscription ($from: String) { activity(topic: "a", after: $from) { ...C } } fragment C on StreamItem { cursor }'
    expect(traits(named)).toMatchObject({
      afterVariable: 'from',
      asksForCursor: true,
      hasFixedStart: false,
      hasCheckpoints: true,
    })
    const fixed = 'subscription { activity(topic: "a", after: "a.1") { ... on StreamItem { other: cursor } } }'
    expect(traits(fixed)).toMatchObject({ afterVariable: null, asksForCursor: false, hasFixedStart: true })
  })
})

describe('the fields that depend on the viewer', () => {
  const fields = viewerFields(`
    directive @authenticated on FIELD_DEFINITION | OBJECT  directive @cacheControl(scope: Scope, maxAge: Int) on FIELD_DEFINITION
    enum Scope { PUBLIC PRIVATE }
    type Query { a: Int  b: Int @cacheControl(scope: PRIVATE)  c: Int @cacheControl(scope: PUBLIC, maxAge: 5)  d: [Secret!]!  e: Int @authenticated }
    type Secret @authenticated { x: Int }
    type User { viewerState: Int  viewer: Int  viewers: Int  relationship: Int  relationships: Int }`)

  test('are those that are not for everybody, that say so, or that are named so', () => {
    const all = ['Query.a', 'Query.b', 'Query.c', 'Query.d', 'Query.e', 'Secret.x']
    expect(all.filter((name) => fields.has(name))).toEqual(['Query.b', 'Query.d', 'Query.e', 'Secret.x'])
    const named = ['viewerState', 'viewer', 'viewers', 'relationship', 'relationships']
    expect(named.filter((name) => fields.has(`User.${name}`))).toEqual(['viewerState', 'viewer', 'relationship'])
  })

  test('are found in Varal’s own graph', () => {
    const ours = viewerFields(readSupergraph())
    for (const field of ['Subscription.homeFeed', 'Subscription.notifications', 'Query.viewer', 'Post.viewerState'])
      expect([field, ours.has(field)]).toEqual([field, true])
    expect(ours.has('Post.author')).toBe(false)
  })
})
