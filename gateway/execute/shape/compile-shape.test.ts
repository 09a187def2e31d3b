import { buildSchema, type FragmentDefinitionNode, Kind, type OperationDefinitionNode, parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import type { GivenError } from '../client-errors.ts'
import { compileShape } from './compile-shape.ts'

const schema = buildSchema(`
  type Query { post: Post  posts: [Post!]  rows: [[Post]]  feed: [Item]  node: Node  strict: Post!  constructor: String }
  interface Node { id: ID! }
  union Item = Post | Ad
  enum Kind { PHOTO LINK }
  scalar Json
  type Post implements Node { id: ID!  title: String  likes: Int  ratio: Float  open: Boolean  kind: Kind  extra: Json  author: User!  toString: String }
  type Ad implements Node { id: ID!  text: String }
  type User implements Node { id: ID!  name: String! friends: [User!] }
`)

function shape(text: string, data: object, variables = {}, tracksPaths = false) {
  const { definitions } = parse(text)
  const operation = definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode
  const fragments = definitions.filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
  const faults: GivenError[] = []
  const compiled = compileShape(operation, {
    schema,
    fragments: new Map(fragments.map((one) => [one.name.value, one])),
    tracksPaths,
  })
  const given = compiled(data as Record<string, unknown>, variables, faults, new Map())
  return { text: given, faults }
}
const textOf = (...given: Parameters<typeof shape>) => shape(...given).text

describe('the shape of an answer', () => {
  test('has the fields that were asked for, in that order, and nothing else', () => {
    const post = { __typename: 'Post', likes: 3, secret: 1, title: 'a "b"\n', id: 'p1' }
    expect(textOf('{ post { title id n: likes __typename } }', { post: { ...post, n: 3 } })).toBe(
      '{"post":{"title":"a \\"b\\"\\n","id":"p1","n":3,"__typename":"Post"}}',
    )
  })

  test('has a field where it is first met, whatever is conditional', () => {
    const text = `query ($a: Boolean!, $b: Boolean!) {
      post { id @include(if: $a) title id @include(if: $b) likes id @skip(if: $a) ...F @include(if: $b) }
    }
    fragment F on Post { kind title }`
    const data = { post: { id: '1', title: 't', likes: 2, kind: 'LINK' } }
    expect(textOf(text, data, { a: true, b: false })).toBe('{"post":{"id":"1","title":"t","likes":2}}')
    expect(textOf(text, data, { a: false, b: true })).toBe('{"post":{"title":"t","id":"1","likes":2,"kind":"LINK"}}')
    expect(textOf(text, data, { a: false, b: false })).toBe('{"post":{"title":"t","likes":2,"id":"1"}}')
  })

  test('is empty where all is left out', () => {
    expect(textOf('query ($a: Boolean!) { post { id @include(if: $a) } }', { post: { id: '1' } }, { a: false })).toBe(
      '{"post":{}}',
    )
    expect(textOf('{ post @skip(if: true) { id } }', { post: { id: '1' } })).toBe('{}')
  })

  test('merges what is selected of one field in several places, each under its own condition', () => {
    const text = `query ($a: Boolean!) { post { author { id } ... @include(if: $a) { author { name } } author { friends { id } } } }`
    const data = { post: { author: { id: 'u', name: 'n', friends: [{ id: 'v' }] } } }
    expect(textOf(text, data, { a: true })).toBe('{"post":{"author":{"id":"u","name":"n","friends":[{"id":"v"}]}}}')
    expect(textOf(text, data, { a: false })).toBe('{"post":{"author":{"id":"u","friends":[{"id":"v"}]}}}')
  })

  test('knows objects of several types by what they say they are', () => {
    const text =
      '{ feed { __typename ... on Post { title } ... on Ad { text } ... on Node { id } } node { id ... on Ad { text } } }'
    const data = {
      feed: [{ __typename: 'Ad', id: 'a', text: 'x' }, null, { __typename: 'Post', id: 'p' }],
      node: { __typename: 'Node', id: 'n' },
    }
    expect(textOf(text, data)).toBe(
      '{"feed":[{"__typename":"Ad","text":"x","id":"a"},null,{"__typename":"Post","title":null,"id":"p"}],"node":{"id":"n"}}',
    )
  })

  test('takes no type that clients do not know, and says so', () => {
    const { text, faults } = shape('{ feed { __typename } }', { feed: [{ __typename: 'Secret' }] }, {}, true)
    expect(text).toBe('{"feed":[null]}')
    expect(faults).toEqual([{ message: expect.stringContaining('__typename'), path: ['feed', 0] }])
  })

  test.each([
    [
      'an Int that is none',
      '{ post { likes } }',
      { post: { likes: 1.5 } },
      '{"post":{"likes":null}}',
      ['post', 'likes'],
    ],
    [
      'a Boolean that is none',
      '{ post { open } }',
      { post: { open: 'true' } },
      '{"post":{"open":null}}',
      ['post', 'open'],
    ],
    [
      'a Float that is none',
      '{ post { ratio } }',
      { post: { ratio: '1' } },
      '{"post":{"ratio":null}}',
      ['post', 'ratio'],
    ],
    [
      'a String that is none',
      '{ post { title } }',
      { post: { title: 7 } },
      '{"post":{"title":null}}',
      ['post', 'title'],
    ],
    [
      'a value that is not of the enum',
      '{ post { kind } }',
      { post: { kind: 'GIF' } },
      '{"post":{"kind":null}}',
      ['post', 'kind'],
    ],
    ['an object that is a list', '{ post { id } }', { post: [] }, '{"post":null}', ['post']],
    ['a list that is an object', '{ posts { id } }', { posts: {} }, '{"posts":null}', ['posts']],
  ])('leaves out %s, and says so', (_what, query, data, expected, path) => {
    const { text, faults } = shape(query, data, {}, true)
    expect(text).toBe(expected)
    expect(faults).toEqual([{ message: expect.any(String), path }])
  })

  test('lets a null that may not be rise to where there may be one, and no further', () => {
    const data = {
      post: { author: { id: 'u' } },
      posts: [{ id: 'p', author: { id: 'u', name: 'n' } }, { id: 'q' }],
      rows: [[{ id: 'p', author: null }]],
    }
    const { text, faults } = shape(
      '{ post { author { name } } posts { author { name } } rows { author { id } } }',
      data,
      {},
      true,
    )
    expect(text).toBe('{"post":null,"posts":null,"rows":[[null]]}')
    expect(faults.map(({ path }) => path)).toEqual([
      ['post', 'author', 'name'],
      ['posts', 1, 'author'],
      ['rows', 0, 0, 'author'],
    ])
    expect(textOf('{ strict { id } }', {})).toBeUndefined()
  })

  test('writes whatever a scalar of our own is', () => {
    const extra = { a: [1, '"', null] }
    expect(textOf('{ post { extra } }', { post: { extra } })).toBe(JSON.stringify({ post: { extra } }))
  })

  test('writes lone surrogates and control characters as JSON does', () => {
    const title = `\ud800 \u0007 ${'x'.repeat(6_000)} \udfff "`
    expect(textOf('{ post { title } }', { post: { title } })).toBe(JSON.stringify({ post: { title } }))
  })

  test('does not take what every object has for a field that is missing', () => {
    expect(textOf('{ constructor post { toString } }', { post: {} })).toBe(
      '{"constructor":null,"post":{"toString":null}}',
    )
    expect(textOf('{ __proto__: post { id } valueOf: post { id } }', {})).toBe('{"__proto__":null,"valueOf":null}')
    expect(textOf('{ constructor }', { constructor: 'x' })).toBe('{"constructor":"x"}')
  })

  test('stays small when fragments of interfaces nest: each type of each selection is written once', () => {
    const nest = (depth: number): string =>
      depth === 0
        ? 'id'
        : `... on User { friends { ${nest(depth - 1)} } } ... on Post { author { ${nest(depth - 1)} } }`
    const beganMs = performance.now()
    expect(textOf(`{ node { ${nest(8)} } }`, { node: { __typename: 'User', friends: [] } })).toBe(
      '{"node":{"friends":[]}}',
    )
    expect(performance.now() - beganMs).toBeLessThan(1_000)
  })
})
