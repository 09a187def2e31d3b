import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql'

/** Whether an operation may ask for a field of what the resolver gives. A `@skip` on it is not looked at. */
export function selects({ fieldNodes, fragments }: GraphQLResolveInfo, field: string): boolean {
  const isIn = (set: SelectionSetNode | undefined): boolean =>
    (set?.selections ?? []).some((selection) => {
      if (selection.kind === 'Field') return selection.name.value === field
      if (selection.kind === 'InlineFragment') return isIn(selection.selectionSet)
      return isIn(fragments[selection.name.value]?.selectionSet)
    })
  return fieldNodes.some((node) => isIn(node.selectionSet))
}
