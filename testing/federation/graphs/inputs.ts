import type { GraphDefinition } from '../test-graph.ts'

/** Arguments of all kinds, variables deep in them, mutations in series; enums and scalars, and what clients may not know. */
export const inputs: GraphDefinition = {
  name: 'inputs',
  subgraphs: {
    posts: `
      scalar Json
      scalar Date
      type Query {
        posts(filter: Filter, order: [Order!] = [NEWEST], ids: [ID!], tags: [[String]]): [Post!]
        find(filter: Filter!, before: Date, weight: Float = 1.5): Post
        echo(json: Json, text: String! = "none", flags: [Boolean!]): String  item: Item  items: [Item]
      }
      type Mutation { write(input: Write!): Written!  remove(id: ID!, hard: Boolean = false): Post  touch: Int! }
      input Filter { text: String = "any"  and: [Filter!]  range: Range  state: State  not: Filter }
      input Range { from: Int! = 0  to: Int }
      input Write { text: String!  state: State! = DRAFT  tags: [String!]  meta: Json }
      enum Order { NEWEST OLDEST }
      enum State { DRAFT PUBLIC SECRET @inaccessible }
      type Written { post: Post  turn: Int! }
      type Post @key(fields: "id") {
        id: ID!  state: State  states: [State!]  strictState: State!  data: Json  dates: [Date!]  crop(size: Int, box: Range): String
        hidden: String @inaccessible
      }
      union Item = Post | Draft | Internal
      type Draft { text: String! }
      type Internal @inaccessible { text: String! }`,
    users: `
      scalar Json
      type Query { user(by: UserBy = { id: "1" }): User  settings: Json }
      type Mutation { rename(id: ID!, name: String): User  forget: User! }
      input UserBy { id: ID  handles: [String!]  state: State }
      enum State { DRAFT PUBLIC SECRET @inaccessible }
      type User @key(fields: "id") { id: ID!  name(upper: Boolean = false, as: State): String  prefs: Json  pinned: Post }
      type Post @key(fields: "id") { id: ID!  author: User!  likes(since: [Int]): Int  shares(by: UserBy): [User] }`,
  },
  operations: [
    'query ($f: Filter, $t: String = "x", $n: Int) { posts(filter: { text: $t, and: [{ text: $t }], range: { from: 1, to: $n } }) { id } find(filter: { not: $f }) { crop(size: $n) } }',
    'mutation { a: touch write(input: { text: "t" }) { turn post { id author { name } } } rename(id: 1) { name pinned { likes } } b: touch remove(id: 2) { state author { id } } forget { id } c: touch }',
    'query ($s: State = DRAFT) { user(by: { state: $s, handles: "one" }) { a: name b: name(upper: true) c: name(as: PUBLIC) pinned { shares(by: { id: 3 }) { id } } } }',
    '{ items { __typename ... on Post { state strictState data } ... on Draft { text } } item { __typename } settings }',
    '{ __schema { queryType { name } } __type(name: "Post") { fields { name } } posts { __typename id likes(since: [1, null]) } }',
  ],
}
