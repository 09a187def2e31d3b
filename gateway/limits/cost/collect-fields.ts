import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  Kind,
  type SelectionSetNode,
} from 'graphql'
import { type Conditions, conditionsOf } from '../conditions.ts'

/** A selection set, with where it stands. */
export interface Selected {
  readonly selectionSet: SelectionSetNode
  readonly type: GraphQLCompositeType
  readonly when: Conditions
}

/** A field as it is written in one place; what has the same key is one field of the answer. */
export interface WrittenField {
  readonly node: FieldNode
  readonly parent: GraphQLCompositeType
  readonly when: Conditions
}

export interface Selections {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** Called for every selection that is looked at; throws when there are too many. */
  readonly step: () => void
}

/** The fields that an object of type `kind` has in the answer, by key, with fragments written out. */
export function collectFields(
  selected: readonly Selected[],
  kind: GraphQLObjectType,
  given: Selections,
): Map<string, WrittenField[]> {
  const fields = new Map<string, WrittenField[]>()
  visit(
    selected,
    given,
    ({ node, parent, when }) => {
      const key = (node.alias ?? node.name).value
      const same = fields.get(key)
      if (same) same.push({ node, parent, when })
      else fields.set(key, [{ node, parent, when }])
    },
    (type) => isOfType(kind, type, given.schema),
  )
  return fields
}

/**
 * Of the kinds of object that `type` may be, one for each different answer: kinds that no fragment tells apart are the same.
 */
export function differentKinds(
  selected: readonly Selected[],
  type: GraphQLCompositeType,
  given: Selections,
): readonly GraphQLObjectType[] {
  if (!isAbstractType(type)) return [type]
  const told = new Set<GraphQLCompositeType>()
  visit(
    selected,
    given,
    () => {},
    (condition) => {
      told.add(condition)
      return true
    },
  )
  const kinds = new Map<string, GraphQLObjectType>()
  for (const kind of given.schema.getPossibleTypes(type)) {
    const answer = [...told].map((condition) => (isOfType(kind, condition, given.schema) ? 1 : 0)).join('')
    if (!kinds.has(answer)) kinds.set(answer, kind)
  }
  return [...kinds.values()]
}

function isOfType(kind: GraphQLObjectType, type: GraphQLCompositeType, schema: GraphQLSchema): boolean {
  return kind === type || (isAbstractType(type) && schema.isSubType(type, kind))
}

/** Comes by every field of the selection sets themselves, and of the fragments of which `enters` wants the type. */
function visit(
  selected: readonly Selected[],
  given: Selections,
  onField: (field: WrittenField) => void,
  enters: (type: GraphQLCompositeType) => boolean,
): void {
  for (const { selectionSet, type, when: outer } of selected) {
    for (const selection of selectionSet.selections) {
      given.step()
      const own = conditionsOf(selection.directives)
      if (!own) continue
      const when = own.length === 0 ? outer : [...outer, ...own]
      if (selection.kind === Kind.FIELD) {
        onField({ node: selection, parent: type, when })
        continue
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : given.fragments.get(selection.name.value)
      if (!fragment) continue
      const condition = fragment.typeCondition ? given.schema.getType(fragment.typeCondition.name.value) : type
      if (!isCompositeType(condition) || !enters(condition)) continue
      visit([{ selectionSet: fragment.selectionSet, type: condition, when }], given, onField, enters)
    }
  }
}
