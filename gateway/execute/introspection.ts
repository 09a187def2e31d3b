import {
  type DefinitionNode,
  type DocumentNode,
  executeSync,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

/** Answers the introspection fields at the root of an operation. */
export type Introspect = (variables: Readonly<Record<string, unknown>>) => Record<string, unknown>

/** Null if the operation asks nothing about the schema. */
export function compileIntrospection(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  schema: GraphQLSchema,
): Introspect | null {
  const selections = introspectionIn(operation.selectionSet.selections, fragments)
  if (selections.length === 0) return null
  const alone: OperationDefinitionNode = { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } }
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [alone, ...fragments.values()] }
  return (variableValues) => {
    const { data, errors } = executeSync({ schema, document, rootValue: {}, variableValues })
    if (!data) throw errors?.[0] ?? new Error('The schema could not be asked about itself')
    return data
  }
}

/** The document without what is asked about the schema, for the planner: it plans fetches, and of those there are none. */
export function withoutIntrospection(document: DocumentNode): DocumentNode {
  const definitions = document.definitions.flatMap((definition): DefinitionNode[] => {
    const isFragment = definition.kind === Kind.FRAGMENT_DEFINITION
    if (!isFragment && definition.kind !== Kind.OPERATION_DEFINITION) return [definition]
    // A fragment on what describes the schema is spread nowhere any more.
    if (isFragment && definition.typeCondition.name.value.startsWith('__')) return []
    return [{ ...definition, selectionSet: stripped(definition.selectionSet) }]
  })
  return { ...document, definitions }
}

const isIntrospection = ({ name }: FieldNode) => name.value === '__schema' || name.value === '__type'
const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

/** Those two are fields of the root alone, which has no others inside it of its own type. */
function stripped(set: SelectionSetNode): SelectionSetNode {
  const selections = set.selections.flatMap((one): SelectionNode[] => {
    if (one.kind === Kind.FIELD) return isIntrospection(one) ? [] : [one]
    return one.kind === Kind.INLINE_FRAGMENT ? [{ ...one, selectionSet: stripped(one.selectionSet) }] : [one]
  })
  return { ...set, selections: selections.length > 0 ? selections : [typename] }
}

/** What is asked about the schema, without what is asked of the graph. */
function introspectionIn(
  selections: readonly SelectionNode[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): SelectionNode[] {
  return selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind === Kind.FIELD) return isIntrospection(selection) ? [selection] : []
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)
    const inner = introspectionIn(fragment?.selectionSet.selections ?? [], fragments)
    if (inner.length === 0) return []
    const { directives = [] } = selection
    return [{ kind: Kind.INLINE_FRAGMENT, directives, selectionSet: { kind: Kind.SELECTION_SET, selections: inner } }]
  })
}
