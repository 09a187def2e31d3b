import type { GraphDefinition } from '../test-graph.ts'

/** Subgraphs that know an interface as if it were one type; interfaces with keys. */
export const interfaceObjects: GraphDefinition = {
  name: 'interface-objects',
  subgraphs: {
    media: `
      type Query { media: [Media!]!  latest: Media  clips: [Clip!]  picture: Image }
      interface Media @key(fields: "id") { id: ID!  title: String  next: Media }
      type Image implements Media @key(fields: "id") { id: ID!  title: String  next: Media  width: Int }
      type Clip implements Media @key(fields: "id") { id: ID!  title: String  next: Media  seconds: Float!  stills: [Image] }
      type Text implements Media @key(fields: "id") { id: ID!  title: String  next: Media  words: Int }`,
    reviews: `
      type Query { reviewed: [Media]  review: Review }
      type Media @key(fields: "id") @interfaceObject { id: ID!  reviews(first: Int): [Review!]  score: Int! }
      type Review { text: String!  about: Media  by: Person }
      type Person @key(fields: "id") { id: ID!  wrote: [Review!]! }`,
    people: `
      type Person @key(fields: "id") { id: ID!  name: String!  likes: [Media!] }
      type Media @key(fields: "id") @interfaceObject { id: ID!  owner: Person  score: Int! @external
        rank: String @requires(fields: "score") }`,
  },
  // Apollo's planner takes seconds for larger ones.
  fieldsMax: 16,
  operations: [
    '{ review { by { likes { owner { name } ... on Text { id: title rank } } } } }',
    '{ reviewed { __typename id title score ... on Clip { seconds stills { score owner { name } } } ... on Image { width rank } } }',
    '{ media { reviews { about { title ... on Text { words } } by { name likes { __typename score } } } rank } }',
    '{ latest { next { next { owner { likes { ... on Clip { reviews { text } } } } } } } clips { score title } picture { rank reviews(first: 1) { text } } }',
    '{ review { about { id } by { likes { id score ... on Image { id width } } } } }',
  ],
}
