import { composeServices } from '@apollo/composition'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { type GraphQLSchema, parse } from 'graphql'
import { type Person, type Print, people, prints, type Review, reviewsOfPerson, reviewsOfPrint } from './shop.ts'

// The shop, as four subgraphs. Cutting it so makes a gateway do what it is for: entities of three subgraphs at many places,
// and a field (`shippingCost`) that needs those of another.

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])`

const sdl = {
  people: `${link}
    type Query {
      person(id: ID!): Person
      people(first: Int!): [Person!]!
    }
    type Person @key(fields: "id") { id: ID!  handle: String!  name: String! }`,
  prints: `${link}
    type Query { topPrints(first: Int!): [Print!]! }
    type Print @key(fields: "id") { id: ID!  title: String!  "Cents." price: Int!  weightGrams: Int! }`,
  stock: `${link}
    type Print @key(fields: "id") {
      id: ID!
      price: Int! @external
      weightGrams: Int! @external
      isInStock: Boolean!
      "Cents. Free above a price."
      shippingCost: Int! @requires(fields: "price weightGrams")
    }`,
  reviews: `${link}
    type Review @key(fields: "id") { id: ID!  stars: Int!  body: String!  author: Person!  print: Print! }
    type Person @key(fields: "id") { id: ID!  reviews: [Review!]! }
    type Print @key(fields: "id") { id: ID!  reviews: [Review!]! }`,
}

export type ShopSubgraph = keyof typeof sdl

export const shopSubgraphs = Object.keys(sdl) as ShopSubgraph[]

interface ById {
  readonly id: string
}
const FREE_SHIPPING_FROM = 50_000

const resolvers: Record<ShopSubgraph, object> = {
  people: {
    Query: {
      person: (_: unknown, { id }: ById) => people.get(id),
      people: (_: unknown, { first }: { first: number }) => [...people.values()].slice(0, first),
    },
    Person: { __resolveReference: ({ id }: ById) => people.get(id) },
  },
  prints: {
    Query: { topPrints: (_: unknown, { first }: { first: number }) => [...prints.values()].slice(0, first) },
    Print: { __resolveReference: ({ id }: ById) => prints.get(id) },
  },
  stock: {
    Print: {
      isInStock: ({ id }: ById) => Number(id) % 4 !== 0,
      shippingCost: ({ price, weightGrams }: Print) => (price >= FREE_SHIPPING_FROM ? 0 : 300 + weightGrams),
    },
  },
  reviews: {
    Review: {
      author: ({ authorId }: Review): ById => ({ id: authorId }),
      print: ({ printId }: Review): ById => ({ id: printId }),
    },
    Person: { reviews: ({ id }: Person) => reviewsOfPerson.get(id) ?? [] },
    Print: { reviews: ({ id }: Print) => reviewsOfPrint.get(id) ?? [] },
  },
}

export const shopSchema = (name: ShopSubgraph): GraphQLSchema =>
  buildSubgraphSchema([{ typeDefs: parse(sdl[name]), resolvers: resolvers[name] as never }])

/** The supergraph of the shop, its subgraphs served at `${origin}/${name}`. */
export function composeShop(origin: string): string {
  const services = shopSubgraphs.map((name) => ({ name, url: `${origin}/${name}`, typeDefs: parse(sdl[name]) }))
  const { supergraphSdl, errors } = composeServices(services)
  if (errors) throw new AggregateError(errors, 'The shop does not compose')
  return supergraphSdl
}
