import { createHash } from 'node:crypto'
import {
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  Kind,
  parse,
  print,
  type SelectionSetNode,
  visit,
} from 'graphql'
import { parseLimits } from '../limits/parse-limits.ts'

// One query has many texts: clients print it again, and ask for `__typename` where its author did not. What they hash or
// send is one of these texts, and what was published may be another.

/** SHA-256 of a text, in hexadecimal: the name that clients give it. */
export const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')

/**
 * The texts in which clients send a published operation, the published one first: as it is, printed anew, and with
 * `__typename`, which Apollo Client and urql add in every selection but the outermost; and each of them without empty
 * lines, as urql sends it. @throws GraphQLError if the text cannot be parsed
 */
export function clientTexts(text: string): readonly string[] {
  const document = parse(text, { ...parseLimits, noLocation: true })
  const printed = [document, withTypenames(document)].map((one) => print(one))
  return [...new Set([text, ...printed, ...printed.map(withoutEmptyLines)])]
}

/**
 * What all texts of an operation have in common: the same for two texts if they differ in nothing but spaces, comments,
 * the order of their definitions, and `__typename` as clients add it. Null if the text cannot be parsed.
 */
export function commonForm(text: string): string | null {
  let document: DocumentNode
  try {
    document = parse(text, { ...parseLimits, noLocation: true })
  } catch {
    return null
  }
  const bare = visit(document, { SelectionSet: { leave: withoutAddedTypename } })
  return bare.definitions
    .toSorted((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1))
    .map((definition) => print(definition))
    .join('\n')
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

function withTypenames(document: DocumentNode): DocumentNode {
  return visit(document, {
    SelectionSet: {
      leave(node, _key, parent) {
        const isOutermost = parent && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION
        if (isOutermost || node.selections.some((one) => one.kind === Kind.FIELD && one.name.value.startsWith('__')))
          return undefined
        return { ...node, selections: [...node.selections, typename] }
      },
    },
  })
}

/** One under another name, or under a condition, is its author's. So is one that is all that is selected. */
function withoutAddedTypename(node: SelectionSetNode): SelectionSetNode | undefined {
  const selections = node.selections.filter(
    (one) => one.kind !== Kind.FIELD || one.name.value !== '__typename' || one.alias || one.directives?.length,
  )
  return selections.length > 0 && selections.length < node.selections.length ? { ...node, selections } : undefined
}

const orderOf = (definition: DefinitionNode) =>
  `${definition.kind} ${'name' in definition ? (definition.name?.value ?? '') : ''}`

/** Not within strings: there an empty line is part of what is said. */
const withoutEmptyLines = (text: string) =>
  text
    .split(/("""[\s\S]*?"""|"(?:\\.|[^"\\])*")/)
    .map((part, index) => (index % 2 === 0 ? part.replace(/\n+/g, '\n') : part))
    .join('')
    .trim()
