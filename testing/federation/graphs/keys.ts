import type { GraphDefinition } from '../test-graph.ts'

/** One key, several, of several fields, nested; the same entity at many places, and in circles. */
export const keys: GraphDefinition = {
  name: 'keys',
  subgraphs: {
    products: `
      type Query { product(id: ID!): Product  products(first: Int): [Product!]!  top: Product! }
      type Product @key(fields: "id") @key(fields: "sku box") {
        id: ID!  sku: String!  box: Int!  name: String  maker: Company  related(first: Int = 2): [Product]  keeper: Person!
      }
      type Company @key(fields: "id") { id: ID! }
      type Person @key(fields: "email", resolvable: false) { email: String! }`,
    stock: `
      type Product @key(fields: "sku box") { sku: String!  box: Int!  inStock: Int  warehouse: Warehouse! }
      type Warehouse @key(fields: "site { country code }") { site: Site!  shelves: [Shelf!] }
      type Site { country: String! @shareable  code: Int! @shareable }
      type Shelf { number: Int!  products: [Product!]!  neighbour: Shelf }`,
    shipping: `
      type Query { busiest: Warehouse  depots: [Warehouse] }
      type Warehouse @key(fields: "site { country code }") { site: Site!  trucks: Int!  manager: Person }
      type Site { country: String! @shareable  code: Int! @shareable }
      type Product @key(fields: "id") { id: ID!  weight: Float  price(currency: String = "EUR"): Int! }
      type Person @key(fields: "id", resolvable: false) { id: ID! }`,
    people: `
      type Query { me: Person  people(oldest: Boolean): [Person]! }
      type Person @key(fields: "id") @key(fields: "email") {
        id: ID!  email: String!  name: String!  boss: Person  favourites: [Product!]
      }
      type Product @key(fields: "id", resolvable: false) { id: ID! }
      type Company @key(fields: "id") { id: ID!  title: String!  staff: [Person!]!  flagship: Product }`,
  },
  operations: [
    '{ a: product(id: 1) { name price } b: product(id: 1) { weight price(currency: "BRL") } top { price weight inStock } }',
    '{ products { inStock warehouse { trucks manager { name boss { name boss { favourites { inStock } } } } } } }',
    '{ products { maker { flagship { id name weight } staff { favourites { warehouse { shelves { products { name } } } } } } } }',
    '{ products { id: name sku: price name: weight keeper { email: name id: email } } }',
    'query ($deep: Boolean = false) { products { maker @include(if: $deep) { title } keeper { name @skip(if: $deep) id } } }',
  ],
}
