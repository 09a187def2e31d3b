import type { GraphDefinition } from '../test-graph.ts'

/** Lists of lists, lists with holes, and every way in which what must not be null takes its surroundings along. */
export const listsAndHoles: GraphDefinition = {
  name: 'lists-and-holes',
  subgraphs: {
    boards: `
      type Query { board: Board  boards: [Board]  strict: [Board!]!  grid: [[Cell]]  tight: [[Cell!]!]!  cube: [[[Int]]!] }
      type Board @key(fields: "id") { id: ID!  rows: [[Cell]!]  cells: [Cell!]!  first: Cell!  last: Cell  parent: Board }
      type Cell @key(fields: "id") { id: ID!  value: Int!  board: Board!  beside: [Cell]  tags: [[String!]] }`,
    marks: `
      type Query { marked: [Cell!]  loudest: Cell! }
      type Cell @key(fields: "id") { id: ID!  mark: Mark!  marks: [Mark!]  maybe: [Mark]!  colour: String!  pairs: [[Mark!]!] }
      type Board @key(fields: "id") { id: ID!  caption: String!  subtitle: String  stars: [Cell!]! }
      type Mark { by: String!  weight: Int!  on: Cell!  also: Mark }`,
    notes: `
      type Cell @key(fields: "id") { id: ID!  notes: [Note]!  note: Note! }
      type Note { text: String!  replies: [[Note!]]  on: Cell }
      type Board @key(fields: "id") { id: ID!  notes: [Note!]! }`,
  },
  operations: [
    '{ boards { rows { colour mark { by on { note { text } } } } } grid { colour } tight { id marks { weight } } cube }',
    '{ board { first { colour } last { colour notes { text } } cells { note { text } } parent { caption subtitle } } }',
    '{ strict { id caption stars { value note { replies { text on { value } } } } } loudest { value mark { also { by } } } }',
    '{ marked { pairs { weight on { board { notes { text } } } } tags beside { maybe { by } } } boards { id } }',
  ],
}
