import { readSupergraph } from '@varal/schema/read-supergraph'
import { buildSchema, isCompositeType, isObjectType, parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { loadSupergraph } from '../execute/supergraph.ts'
import { cachePolicies } from './cache-policy.ts'

const DIRECTIVES = `
  enum cacheControl__Scope { PUBLIC PRIVATE }
  directive @cacheControl(maxAge: Int, scope: cacheControl__Scope) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  directive @authenticated on FIELD_DEFINITION | OBJECT
  directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION | OBJECT`
const SDL = `${DIRECTIVES}
  type Query {
    post: Post  hot: [Post!]! @cacheControl(maxAge: 10)  now: String  time: String @cacheControl(maxAge: 1)
    mine: Post @authenticated  developer: Post @requiresScopes(scopes: [["a"]])  any: Thing  node: Node  found: Hit
  }
  type Mutation { post: Post }
  type Subscription { post: Post }
  interface Node @cacheControl(maxAge: 30) { id: ID! title: String }
  type Post implements Node @cacheControl(maxAge: 60) {
    id: ID!  title: String  author: User  stats: Stats  draft: String @cacheControl(scope: PRIVATE)
    liked: Boolean @authenticated  never: String @cacheControl(maxAge: 0)
  }
  type User @cacheControl(maxAge: 20) { name: String }
  type Stats { likes: Int }
  type Secret implements Node @authenticated { id: ID! title: String }
  type Thing @cacheControl(maxAge: 40, scope: PRIVATE) { id: ID! }
  union Hit @cacheControl(maxAge: 50) = Post | Secret`

describe('an operation is public', () => {
  const publicSeconds = cachePolicies(SDL, buildSchema(SDL))
  test.each<[string, number]>([
    ['{ post { id title } }', 60],
    ['{ post { id author { name } } }', 20],
    ['{ hot { id } }', 10],
    ['{ post { id } time }', 1],
    ['{ p: post { __typename ...f } } fragment f on Post { author { name } }', 20],
    ['query ($a: Boolean!) { post { id author @include(if: $a) { name } } }', 20],
    ['{ found { __typename ... on Post { id } } }', 50],
  ])('%s, for as long as the shortest of what it selects: %i s', (text, seconds) => {
    expect(publicSeconds(parse(text))).toBe(seconds)
  })

  test.each([
    ['a field of Query without a hint', '{ now }'],
    ['an object without a hint', '{ post { id stats { likes } } }'],
    ['a field that is private', '{ post { id draft } }'],
    ['a time of nothing', '{ post { never } }'],
    ['a type that is private, whatever its time', '{ any { id } }'],
    ['a field for those who are signed in', '{ post { id liked } }'],
    ['the same in a fragment that is left out', '{ post { id ...f @skip(if: true) } } fragment f on Post { liked }'],
    ['a root field for those who are signed in', '{ mine { id } }'],
    ['a root field for some apps', '{ developer { id } }'],
    ['an interface of which one type is restricted', '{ node { id } }'],
    ['a restricted member of a union', '{ found { ... on Secret { title } } }'],
    ['a mutation', 'mutation { post { id } }'],
    ['a subscription', 'subscription { post { id } }'],
    ['one operation of several that is not', 'query A { post { id } } mutation B { post { id } }'],
    ['nothing but __typename', '{ __typename }'],
    ['the schema', '{ __schema { queryType { name } } }'],
    ['what the graph does not have', '{ unknown { id } }'],
  ])('never with %s', (_what, text) => {
    expect(publicSeconds(parse(text))).toBe(0)
  })
})

describe('the hints of our own graph', () => {
  const sdl = readSupergraph()
  const { clientSchema } = loadSupergraph(sdl)
  const publicSeconds = cachePolicies(sdl, clientSchema)

  test('make posts, people and search public for a few seconds, so that what is taken back is gone as soon', () => {
    for (const text of [
      'query ($id: ID!) { post(id: $id) { id text { text } media { content { ... on ImageContent { renditions { url } } } } author { handle } counts { likes { value } } comments { nodes { id text { text } } pageInfo { endCursor } } } }',
      'query ($h: String) { user(handle: $h) { id displayName avatar { id } } }',
      'query ($q: String!) { search(query: $q) { edges { cursor node { ... on Post { id } ... on User { handle } } } } }',
    ])
      expect(publicSeconds(parse(text))).toBe(5)
  })

  test('make nothing public that depends on who asks', () => {
    const dependent: string[] = []
    for (const type of Object.values(clientSchema.getTypeMap())) {
      if (!isObjectType(type) || type.name.startsWith('__')) continue
      for (const field of Object.values(type.getFields())) {
        if (!/^(viewer|my[A-Z]|relationship)/.test(field.name)) continue
        const selection = isCompositeType((field.type as any).ofType ?? field.type) ? '{ __typename }' : ''
        const text = `{ post(id: "1") { __typename } } fragment f on ${type.name} { ${field.name}${args(field)} ${selection} }`
        if (publicSeconds(parse(text)) > 0) dependent.push(`${type.name}.${field.name}`)
      }
    }
    expect(dependent).toEqual([])
  })

  test.each([
    '{ viewer { email } }',
    '{ homeFeed { edges { cursor } } }',
    '{ rateLimit { remaining } }',
    '{ forYou { edges { cursor } } }',
  ])('keep %s to who asks', (text) => expect(publicSeconds(parse(text))).toBe(0))
})

const args = ({ args: given }: { readonly args: readonly { readonly name: string }[] }) =>
  given.length === 0 ? '' : `(${given.map(({ name }) => `${name}: null`).join(' ')})`
