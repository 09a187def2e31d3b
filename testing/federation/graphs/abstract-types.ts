import type { GraphDefinition } from '../test-graph.ts'

/** Interfaces and unions of entities and of others, known in part by each subgraph; one name for different fields. */
export const abstractTypes: GraphDefinition = {
  name: 'abstract-types',
  subgraphs: {
    catalog: `
      type Query { media: [Media!]!  search(text: String, first: Int): [Hit]  newest: Media }
      interface Media { id: ID!  title: String  related: [Media] }
      type Book implements Media @key(fields: "id") {
        id: ID!  title: String  related: [Media]  size: Int  author: Person  about: Hit
      }
      type Film implements Media @key(fields: "id") {
        id: ID!  title: String  related: [Media]  size: Int  director: Person!  about: Hit
      }
      type Song implements Media { id: ID!  title: String  related: [Media]  label: String  size: Int! }
      type Note { text: String!  about: Hit }
      union Hit = Book | Film | Note | Person
      type Person @key(fields: "id", resolvable: false) { id: ID! }`,
    ratings: `
      type Query { best: [Rated]  liked: [[Liked!]] }
      interface Rated { stars: Float  ratedBy: [Person!] }
      type Book implements Rated @key(fields: "id") { id: ID!  stars: Float  ratedBy: [Person!]  prize: Prize }
      type Film implements Rated @key(fields: "id") { id: ID!  stars: Float  ratedBy: [Person!]  prize: Prize }
      type Prize { name: String!  winners: [Liked!]! }
      union Liked = Book | Film
      type Person @key(fields: "id") { id: ID!  likes: [Liked!]  favourite: Liked }`,
    people: `
      type Query { node(id: ID!): Node  team: [Person!] }
      interface Node { id: ID! }
      interface Named { name: String!  nick(short: Boolean): String }
      type Person implements Node & Named @key(fields: "id") {
        id: ID!  name: String!  nick(short: Boolean): String  friends: [Named]
      }
      type Robot implements Named { name: String!  nick(short: Boolean): String  model: Int  owner: Person }`,
  },
  operations: [
    '{ media { __typename id ... on Book { about { __typename } x: size } ... on Film { stars x: size } ... on Song { label } } }',
    '{ search { ... on Book { label: title } ... on Film { label: title director { name } } ... on Person { label: nick } } }',
    '{ best { stars ... on Film { title prize { winners { ... on Book { title author { name } } } } } } liked { ... on Film { title } } }',
    '{ node(id: 1) { id ... on Named { name nick } ... on Person { likes { ... on Book { stars title } } } } }',
    '{ team { friends { name ... on Robot { owner { favourite { ... on Film { stars about { ...H } } } } } } } } fragment H on Hit { ... on Note { text about { ... on Person { name } } } }',
  ],
}
