import { type FragmentDefinitionNode, GraphQLError, Kind, type SelectionSetNode, type ValidationRule } from 'graphql'

/** Selections of an operation at most, with every fragment written out where it is spread. */
export const SELECTIONS_MAX = 2_000

/**
 * Refuses operations that are short to write and long to run: 26 fragments that each spread the next one twice take one
 * kilobyte, and stand for 67 million fields. Counts each fragment once, so it costs no more than reading the text.
 */
export const selectionLimit: ValidationRule = (context) => {
  const sizes = new Map<FragmentDefinitionNode, number>()

  function sizeOf({ selections }: SelectionSetNode): number {
    let size = 0
    for (const selection of selections) {
      size += 1
      if (selection.kind === Kind.FRAGMENT_SPREAD) size += fragmentSize(context.getFragment(selection.name.value))
      else if (selection.selectionSet) size += sizeOf(selection.selectionSet)
    }
    return size
  }
  function fragmentSize(fragment: FragmentDefinitionNode | null | undefined): number {
    if (!fragment) return 0
    const known = sizes.get(fragment)
    if (known !== undefined) return known
    // A fragment that spreads itself is another rule's error: it must only not be followed for ever.
    sizes.set(fragment, 0)
    const size = sizeOf(fragment.selectionSet)
    sizes.set(fragment, size)
    return size
  }

  return {
    OperationDefinition(node) {
      const size = sizeOf(node.selectionSet)
      if (size <= SELECTIONS_MAX) return
      const message = `The operation selects ${size} fields; at most ${SELECTIONS_MAX} are answered.`
      context.reportError(new GraphQLError(message, { nodes: node.name ?? node }))
    },
  }
}
