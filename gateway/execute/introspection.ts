import {
  type DocumentNode,
  executeSync,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
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

/** What is asked about the schema, without what is asked of the graph. */
function introspectionIn(
  selections: readonly SelectionNode[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): SelectionNode[] {
  return selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind === Kind.FIELD) {
      return selection.name.value === '__schema' || selection.name.value === '__type' ? [selection] : []
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)
    const inner = introspectionIn(fragment?.selectionSet.selections ?? [], fragments)
    if (inner.length === 0) return []
    const { directives = [] } = selection
    return [{ kind: Kind.INLINE_FRAGMENT, directives, selectionSet: { kind: Kind.SELECTION_SET, selections: inner } }]
  })
}
