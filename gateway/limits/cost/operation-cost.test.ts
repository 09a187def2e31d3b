import { buildSchema, Kind, type OperationDefinitionNode, parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { cpuMsOf } from '../test-cpu-ms.ts'
import { costModel } from './operation-cost.ts'

const schema = buildSchema(`
  extend schema @link(url: "https://specs.apollo.dev/cost/v0.1", import: ["@listSize", { name: "@cost", as: "@price" }])
  directive @link(url: String, import: [Imported]) repeatable on SCHEMA
  scalar Imported
  directive @price(weight: Int!) on ARGUMENT_DEFINITION | FIELD_DEFINITION | OBJECT | SCALAR
  directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!]) on FIELD_DEFINITION
  type Query {
    me: User
    name: String
    dear: String @price(weight: 7)
    free: User @price(weight: 0)
    find(text: String @price(weight: 3), exact: Boolean): User
    users(first: Int = 20, last: Int): [User!] @listSize(slicingArguments: ["first", "last"])
    tags: [Tag] @listSize(assumedSize: 4)
    unknown: [Tag]
    grid: [[Tag]]
    page(first: Int!): Page @price(weight: 5) @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"])
    node: Node
    ring: Ring
    heavy: Heavy
  }
  type Mutation { rename: User  dearly: User @price(weight: 20) }
  interface Node { id: ID }
  type User implements Node { id: ID name: String friend: User users(first: Int = 2): [User] @listSize(slicingArguments: ["first"]) }
  type Post implements Node { id: ID author: User tags: [Tag] @listSize(assumedSize: 4) }
  type Tag { text: String }
  type Page { edges: [Edge] nodes: [User] others: [User] @listSize(assumedSize: 1) }
  type Edge { node: User }
  type Heavy @price(weight: 9) { id: ID }
  interface Ring { next: Ring }
  type A implements Ring { next: Ring }
  type B implements Ring { next: Ring }
  type C implements Ring { next: Ring }
`)
const model = costModel(schema)

function costOf(text: string) {
  const document = parse(text)
  const isOperation = ({ kind }: { kind: string }) => kind === Kind.OPERATION_DEFINITION
  return model(document, document.definitions.find(isOperation) as OperationDefinitionNode)
}
const estimate = (text: string, variables = {}) => costOf(text).estimate(variables)

describe('what an operation may cost', () => {
  test.each([
    ['an object 1, what has no fields nothing', '{ me { name friend { id } } name __typename }', 2],
    [
      'what @cost says of the field, of its type, of an argument that is given',
      '{ dear heavy { id } free { id } }',
      16,
    ],
    ['arguments only when they are given', '{ a: find(text: "x", exact: true) { id } b: find { id } }', 5],
    ['a list as many as are asked for', '{ users(first: 3) { friend { id } } }', 6],
    [
      'a list as many as its default, or the assumed size, or ten',
      '{ users { id } tags { text } unknown { text } }',
      34,
    ],
    ['a list as many as the larger of two arguments', '{ users(first: 3, last: 5) { id } }', 5],
    ['lists in lists, multiplied', '{ users(first: 3) { users { id } } }', 9],
    [
      'a page’s lists with the size of the page',
      '{ page(first: 4) { edges { node { id } } nodes { id } others { id } } }',
      5 + 8 + 4 + 1,
    ],
    [
      'of the kinds of object the dearest',
      '{ node { ... on User { friend { id } } ... on Post { tags { text } } id } }',
      5,
    ],
    [
      'a field that two fragments select once',
      '{ me { ...a ...b friend { name } } } fragment a on User { friend { id } } fragment b on User { friend { friend { id } } }',
      3,
    ],
    ['a change 10, or what it says', 'mutation { rename { id } dearly { friend { id } } }', 31],
    ['the schema 10', '{ __schema { types { name fields { name } } } __type(name: "User") { name } }', 20],
    ['nothing for what is never included', '{ me @skip(if: true) { id } ... @include(if: false) { me { id } } }', 0],
  ])('counts %s', (_what, text, cost) => {
    expect(estimate(text)).toBe(cost)
  })

  test('follows the variables', () => {
    const text =
      'query($n: Int, $all: Boolean) { users(first: $n) { id } ... @include(if: $all) { me { id } } me @skip(if: $all) { name } }'
    expect(estimate(text, { n: 7, all: false })).toBe(8)
    expect(estimate(text, { n: 0, all: true })).toBe(1)
    expect(estimate(text, { n: -1_000_000, all: true })).toBe(1)
    expect(estimate(text, { n: null, all: true })).toBe(21)
    expect(estimate('query($n: Int!) { page(first: $n) { nodes { id } } }', {})).toBe(105)
  })

  test('is Infinity where kinds of object multiply, and known in less than 100 ms', () => {
    const nested = (depth: number): string =>
      depth === 0
        ? '__typename'
        : ['A', 'B', 'C']
            .map((kind) => `... on ${kind} { next { ${depth > 9 ? nested(depth - 1) : '...f'} } }`)
            .join(' ')
    const levels = Array.from(
      { length: 9 },
      (_, n) =>
        `fragment f${n} on Ring { ${['A', 'B', 'C'].map((kind) => `... on ${kind} { x${kind}: next { ...f${n + 1} } }`).join(' ')} }`,
    )
    const text = `{ ring { ...f0 } } ${levels.join(' ')} fragment f9 on Ring { ${nested(0)} }`
    expect(estimate(text)).toBe(Number.POSITIVE_INFINITY)
    expect(cpuMsOf(() => costOf(text))).toBeLessThan(100)
  })

  test('is computed in microseconds', () => {
    const cost = costOf('query($n: Int!) { page(first: $n) { nodes { users(first: $n) { friend { id } } } } }')
    const tenThousand = () => {
      for (let round = 0; round < 10_000; round++) cost.estimate({ n: 20 })
    }
    expect(cpuMsOf(tenThousand)).toBeLessThan(100)
  })
})

describe('what an operation has cost', () => {
  const users = (count: number) => Array.from({ length: count }, () => ({ id: 'u', friend: null }))

  test.each([
    ['lists as long as they are', '{ users(first: 50) { friend { id } } }', { users: users(3) }, 6],
    ['nothing for a list that is not there', '{ users(first: 50) { id } }', { users: null }, 0],
    [
      'lists in lists',
      '{ users { users { id } } }',
      { users: [{ users: users(1) }, { users: users(4) }, { users: null }] },
      8,
    ],
    ['lists of lists', '{ grid { text } }', { grid: [[{}, {}], [{}]] }, 3],
    [
      'pages',
      '{ page(first: 9) { edges { node { id } } nodes { id } } }',
      { page: { edges: [{}, {}], nodes: users(2) } },
      5 + 4 + 2,
    ],
    ['a page that is not there', '{ page(first: 9) { nodes { id } } }', { page: null }, 5],
    [
      'the kind of object that came',
      '{ node { ... on User { users { id } } ... on Post { tags { text } } } }',
      { node: { tags: [{}] } },
      2,
    ],
    ['more than was estimated', '{ tags { text } }', { tags: Array.from({ length: 9 }, () => ({})) }, 9],
    ['no more than was estimated, where there are no lists', '{ me { friend { id } } }', { me: null }, 2],
  ])('counts %s', (_what, text, data, cost) => {
    expect(costOf(text).actual({}, data)).toBe(cost)
  })

  test('is nothing without an answer', () => {
    expect(costOf('{ me { id } }').actual({}, null)).toBe(0)
  })
})
