import type { GraphDefinition } from '../test-graph.ts'

/**
 * Fields that need fields of other subgraphs: one after another, nested, of lists, through fragments and abstract types,
 * of value types and of other entities. Never with arguments: Apollo's planner gives wrong answers there.
 */
export const requires: GraphDefinition = {
  name: 'requires',
  subgraphs: {
    catalog: `
      type Query { product(id: ID!): Product  products: [Product!]!  cart: Cart }
      type Cart { items: [Item!]  gift: Product }
      type Item { product: Product!  count: Int! }
      type Product @key(fields: "id") {
        id: ID!  name: String!  weight: Float  dims: Dimensions  parts: [Part!]  media: [Media]  cover: Media  maker: Maker
      }
      type Dimensions { width: Float!  height: Float  unit: Unit }
      enum Unit { CM INCH }
      type Part { mass: Int  kind: String!  subparts: [Part!] }
      union Media = Image | Clip
      type Image { width: Int!  by: Maker }
      type Clip { seconds: Float  by: Maker }
      type Maker @key(fields: "id") { id: ID!  country: String }`,
    shipping: `
      type Product @key(fields: "id") {
        id: ID!
        weight: Float @external  dims: Dimensions @external  parts: [Part!] @external
        maker: Maker @external
        parcel: Int @requires(fields: "weight dims { width height unit }")
        heaviest: String @requires(fields: "parts { mass kind subparts { mass } }")
        customs: Int @requires(fields: "maker { country } weight")
        label: String! @requires(fields: "weight")
      }
      type Dimensions @external { width: Float!  height: Float  unit: Unit }
      enum Unit { CM INCH }
      type Part @external { mass: Int  kind: String!  subparts: [Part!] }
      type Maker @key(fields: "id") { id: ID!  country: String @external  fee: Int @requires(fields: "country") }`,
    prices: `
      type Query { cheapest: Product  sale: [Product] }
      type Product @key(fields: "id") {
        id: ID!
        name: String! @external  parcel: Int @external  customs: Int @external
        total: Int @requires(fields: "parcel customs")
        offer(percent: Int): String @requires(fields: "name")
        bundle: [Product!]
      }`,
    gallery: `
      type Product @key(fields: "id") {
        id: ID!
        cover: Media @external  media: [Media] @external
        poster: String @requires(fields: "cover { ... on Image { width } ... on Clip { seconds } }")
        reel: String @requires(fields: "media { ... on Image { width by { id } } ... on Clip { seconds by { id } } }")
      }
      union Media = Image | Clip
      type Image @external { width: Int!  by: Maker }
      type Clip @external { seconds: Float  by: Maker }
      type Maker @key(fields: "id", resolvable: false) { id: ID! }`,
  },
  operations: [
    '{ products { total } cheapest { total parcel } sale { total name weight } }',
    'query ($v: Boolean! = true) { cheapest { parts: name @include(if: $v) heaviest } }',
    '{ products { heaviest parts { mass } poster reel cover { ... on Clip { by { fee } } } } }',
    '{ cart { items { count product { label customs offer(percent: 5) } } gift { bundle { total label } } } }',
    'query ($p: Boolean = true) { cheapest { ... on Product @include(if: $p) { total } weight @skip(if: $p) heaviest } }',
    '{ products { weight: name dims { height: width } parcel media { ... on Image { width: by { id } } } reel } }',
  ],
}
