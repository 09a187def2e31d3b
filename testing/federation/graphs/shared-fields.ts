import type { GraphDefinition } from '../test-graph.ts'

/** `@shareable`, `@provides` and `@override`: one field, answered by different subgraphs on different ways. */
export const sharedFields: GraphDefinition = {
  name: 'shared-fields',
  subgraphs: {
    posts: `
      type Query { posts: [Post!]!  pinned: Post @provides(fields: "author { name address { city } }")  me: User @shareable }
      type Post @key(fields: "id") {
        id: ID!  text: String  views: Int  place: Place  author: User @provides(fields: "name")
        quoted: Post  mood: Mood
      }
      type User @key(fields: "id") { id: ID!  name: String! @external  address: Address @external  initials: String @shareable }
      type Address { city: String! @shareable  zip: String @shareable }
      type Place @shareable { city: String!  position: Position }
      type Position @shareable { lat: Float!  lon: Float! }
      enum Mood { GOOD BAD }`,
    users: `
      type Query { me: User @shareable  users: [User] }
      type User @key(fields: "id") {
        id: ID!  name: String! @shareable  initials: String @shareable  address: Address @shareable  home: Place  friends: [User!]
        followers: Int @override(from: "stats")
      }
      type Address { city: String! @shareable  zip: String @shareable  street: String }
      type Place @shareable { city: String!  position: Position }
      type Position @shareable { lat: Float!  lon: Float! }`,
    stats: `
      type Query { busiest: User  hot: [Post] }
      type Post @key(fields: "id") { id: ID!  views: Int @override(from: "posts")  readers: [User!] @provides(fields: "initials") }
      type User @key(fields: "id") { id: ID!  followers: Int  posts: Int!  initials: String @external }
      type Place @shareable { city: String! }`,
  },
  operations: [
    '{ pinned { author { name initials address { city } } views } posts { author { name address { city zip street } } } }',
    '{ me { name posts home { city position { lat } } } busiest { followers friends { followers initials } } }',
    '{ hot { readers { initials name } quoted { quoted { views mood place { position { lon } city } } } } }',
  ],
}
