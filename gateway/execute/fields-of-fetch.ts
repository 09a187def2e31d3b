import {
  type FieldNode,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
} from 'graphql'

type Variables = Readonly<Record<string, unknown>>

/**
 * The paths, in a fetch's own answer, of all that the fetch asks for: its fields, or those of each entity that it names.
 * When there is no answer, each of them is missing.
 */
export function pathsOfFetch(text: string, variables: Variables): (string | number)[][] {
  const { definitions } = parse(text, { noLocation: true })
  const operation = definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode
  const { representations } = variables as { representations?: readonly { readonly __typename: string }[] }
  const fields = wanted(operation.selectionSet.selections, variables)
  if (!representations) return fields.map((field) => [responseName(field)])

  const selections = fields[0]?.selectionSet?.selections ?? []
  return representations.flatMap(({ __typename }, index) =>
    wanted(selections, variables, __typename).map((field) => ['_entities', index, responseName(field)]),
  )
}

function wanted(selections: readonly SelectionNode[], variables: Variables, typename?: string): FieldNode[] {
  return selections.flatMap((selection): FieldNode[] => {
    if (isLeftOut(selection, variables)) return []
    if (selection.kind === Kind.FIELD) return selection.name.value === '__typename' ? [] : [selection]
    if (selection.kind === Kind.FRAGMENT_SPREAD) return []
    const on = selection.typeCondition?.name.value
    const isOther = on !== undefined && typename !== undefined && on !== typename
    return isOther ? [] : wanted(selection.selectionSet.selections, variables, typename)
  })
}

function isLeftOut(selection: SelectionNode, variables: Variables): boolean {
  if (!selection.directives?.length) return false
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, variables)
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, variables)
  return skip?.['if'] === true || include?.['if'] === false
}

const responseName = (field: FieldNode) => field.alias?.value ?? field.name.value
