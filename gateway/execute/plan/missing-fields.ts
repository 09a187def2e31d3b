import {
  type DocumentNode,
  type FieldNode,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql'

type Variables = Readonly<Record<string, unknown>>

/** Whether an object of a type is met by a fragment on another. */
export type IsOfType = (typename: string, wanted: string) => boolean

/**
 * What a fetch asks for, under the names that the client gave it: its root fields, or, with the type of an entity, what
 * it asks of that. When there is no answer, each of them is missing.
 */
export function missingFields(
  { definitions }: DocumentNode,
  variables: Variables,
  entity?: { readonly typename: string; readonly isOfType: IsOfType },
): string[] {
  function fieldsOf(selections: readonly SelectionNode[], typename?: string): FieldNode[] {
    return selections.flatMap((selection): FieldNode[] => {
      if (isLeftOut(selection, variables)) return []
      if (selection.kind === Kind.FIELD) return selection.name.value === '__typename' ? [] : [selection]
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragmentNamed(selection.name.value)
      const on = fragment?.typeCondition?.name.value
      const isOther = on !== undefined && typename !== undefined && entity?.isOfType(typename, on) === false
      return !fragment || isOther ? [] : fieldsOf(fragment.selectionSet.selections, typename)
    })
  }
  const fragmentNamed = (name: string) =>
    definitions.find((one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === name) as
      | Extract<(typeof definitions)[number], { kind: Kind.FRAGMENT_DEFINITION }>
      | undefined

  const operation = definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode
  const roots = fieldsOf(operation.selectionSet.selections)
  const fields = entity ? fieldsOf(roots[0]?.selectionSet?.selections ?? [], entity.typename) : roots
  return [...new Set(fields.map((field) => field.alias?.value ?? field.name.value))]
}

function isLeftOut(selection: SelectionNode, variables: Variables): boolean {
  if (!selection.directives?.length) return false
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, variables)
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, variables)
  return skip?.['if'] === true || include?.['if'] === false
}
