import { createHash } from 'node:crypto'
import {
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  Kind,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
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
export const clientTexts = (text: string): readonly string[] => textsOf(text, parsed(text))

/**
 * What all texts of an operation have in common: the same for two texts if they differ in nothing but spaces, comments,
 * the order of their definitions, and `__typename` as clients add it. Null if the text cannot be parsed.
 */
export function commonForm(text: string): string | null {
  try {
    return formOf(parsed(text))
  } catch {
    return null
  }
}

/** Both, for less than twice the work. @throws GraphQLError if the text cannot be parsed */
export function textsAndForm(text: string): { readonly texts: readonly string[]; readonly form: string } {
  const document = parsed(text)
  return { texts: textsOf(text, document), form: formOf(document) }
}

const parsed = (text: string) => parse(text, { ...parseLimits, noLocation: true })

function textsOf(text: string, document: DocumentNode): readonly string[] {
  const printed = [print(document), print(mapSelections(document, withTypename))]
  return [...new Set([text, ...printed, ...printed.map(withoutEmptyLines)])]
}

const formOf = (document: DocumentNode) =>
  mapSelections(document, withoutAddedTypename)
    .definitions.toSorted((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1))
    .map((definition) => print(definition))
    .join('\n')

type Change = (selections: readonly SelectionNode[], isOutermost: boolean) => readonly SelectionNode[]

/** The document with other selections. Not by `visit`, which looks at every name and argument. */
function mapSelections(document: DocumentNode, change: Change): DocumentNode {
  const mapSet = (set: SelectionSetNode, isOutermost: boolean): SelectionSetNode => ({
    ...set,
    selections: change(set.selections, isOutermost).map((one) =>
      'selectionSet' in one && one.selectionSet ? { ...one, selectionSet: mapSet(one.selectionSet, false) } : one,
    ),
  })
  const definitions = document.definitions.map((one) =>
    'selectionSet' in one
      ? { ...one, selectionSet: mapSet(one.selectionSet, one.kind === Kind.OPERATION_DEFINITION) }
      : one,
  )
  return { ...document, definitions }
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

const withTypename: Change = (selections, isOutermost) =>
  isOutermost || selections.some((one) => one.kind === Kind.FIELD && one.name.value.startsWith('__'))
    ? selections
    : [...selections, typename]

/** One under another name, or under a condition, is its author's. So is one that is all that is selected. */
const withoutAddedTypename: Change = (selections) => {
  const others = selections.filter(
    (one) => one.kind !== Kind.FIELD || one.name.value !== '__typename' || one.alias || one.directives?.length,
  )
  return others.length > 0 ? others : selections
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
