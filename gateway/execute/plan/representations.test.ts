import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import type { QueryPlanSelectionNode } from '../apollo-internals.ts'
import { compileRepresentation } from './representations.ts'
import { compileRewrites } from './rewrites.ts'

const schema = buildSchema(`
  type Query { node: Node }
  interface Node { id: ID! }
  type Post implements Node { id: ID!  author: User  tags: [Tag] }
  type User implements Node { id: ID!  country: String }
  type Tag { name: String }
`)
const field = (name: string, selections?: QueryPlanSelectionNode[]): QueryPlanSelectionNode => ({
  ...{ kind: 'Field', name },
  ...(selections ? { selections } : {}),
})
const on = (typeCondition: string, ...selections: QueryPlanSelectionNode[]): QueryPlanSelectionNode => ({
  ...{ kind: 'InlineFragment', typeCondition, selections },
})
const represent = (
  requires: QueryPlanSelectionNode[],
  entity: object,
  rewrites?: Parameters<typeof compileRewrites>[0],
) => {
  const { keyOf, textOf } = compileRepresentation(requires, compileRewrites(rewrites, schema), schema)
  const key = keyOf(entity as Record<string, unknown>)
  return key === null ? null : JSON.parse(textOf(key))
}
const key = [field('__typename'), field('id')]

test('an entity is represented by what its type requires', () => {
  const requires = [on('Post', ...key), on('User', ...key, field('country'))]
  expect(represent(requires, { __typename: 'Post', id: 'p', secret: 1 })).toEqual({ __typename: 'Post', id: 'p' })
  expect(represent(requires, { __typename: 'User', id: 'u', country: null })).toEqual({
    __typename: 'User',
    id: 'u',
    country: null,
  })
  expect(represent(requires, { __typename: 'Tag', name: 'x' })).toBeNull()
  expect(represent(requires, { id: 'p' })).toBeNull()
})

test('a fragment on an interface holds for all that have it', () => {
  expect(represent([on('Node', ...key)], { __typename: 'User', id: 'u' })).toEqual({ __typename: 'User', id: 'u' })
})

test('a fragment of which something is missing counts for nothing; the others still count', () => {
  const requires = [on('User', ...key), on('User', field('country'))]
  expect(represent(requires, { __typename: 'User', id: 'u' })).toEqual({ __typename: 'User', id: 'u' })
  expect(represent([on('User', ...key, field('country'))], { __typename: 'User', id: 'u' })).toBeNull()
})

test('what is required of objects and lists inside is taken along, nulls included', () => {
  const requires = [on('Post', ...key, field('author', [field('country')]), field('tags', [field('name')]))]
  const entity = { __typename: 'Post', id: 'p', author: { country: 'PT', x: 1 }, tags: [{ name: 'a', y: 2 }, null] }
  expect(represent(requires, entity)).toEqual({ ...entity, author: { country: 'PT' }, tags: [{ name: 'a' }, null] })
  expect(represent(requires, { ...entity, author: null })).toMatchObject({ author: null })
})

test('it is rewritten where the subgraph has other names or types', () => {
  const rewrites = [{ kind: 'ValueSetter' as const, path: ['... on User', '__typename'], setValueTo: 'Person' }]
  expect(represent([on('User', ...key)], { __typename: 'User', id: 'u' }, rewrites)).toEqual({
    __typename: 'Person',
    id: 'u',
  })
})

test('entities are the same by type and value: a number is not the text that looks like it', () => {
  const { keyOf, textOf } = compileRepresentation([on('User', ...key)], null, schema)
  const of = (id: unknown) => keyOf({ __typename: 'User', id })
  expect(new Set(['1', '1', 1].map(of)).size).toBe(2)
  expect([of('1'), of(1), of(null)].map(textOf)).toEqual(
    ['1', 1, null].map((id) => JSON.stringify({ __typename: 'User', id })),
  )
  expect(keyOf({ __typename: 'Post', id: '1' })).toBeNull()
})
