import {
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql'
import { directiveReader } from '../supergraph-directives.ts'

export interface OperationLimits {
  /** Fields within fields, the leaf included. What `__schema` and `__type` hold does not count: graphql bounds it. */
  readonly depthMax: number
  /** Of all fields together, as other gateways count them. */
  readonly aliasesMax: number
  readonly rootFieldsMax: number
  /** With every fragment written out where it is spread. */
  readonly selectionsMax: number
  /** In the document as it is written. */
  readonly directivesMax: number
  /** In the document as it is written: graphql compares each with each. */
  readonly fragmentsMax: number
  /** Fields that a selection set has already, in the document as it is written: graphql compares each with each. */
  readonly repeatsMax: number
}

export const operationLimits: OperationLimits = {
  depthMax: 12,
  aliasesMax: 15,
  rootFieldsMax: 10,
  selectionsMax: 2_000,
  directivesMax: 50,
  fragmentsMax: 100,
  repeatsMax: 50,
}

/** What an operation comes to, with every fragment written out where it is spread. */
interface Extent {
  selections: number
  aliases: number
  depth: number
  /** Fields of the selection set itself. */
  fields: number
  /** Of those, the ones that sign somebody in. */
  credentialFields: number
  /** `__schema` each time, and each other name for something within it or within `__type`. */
  schemaReads: number
}

/**
 * Refuses operations that are short to write and long to run: 26 fragments that each spread the next one twice take one
 * kilobyte, and stand for 67 million fields. Measures each fragment once, so it costs no more than reading the text. Run
 * it before graphql's own rules: of what it lets through, they are quick.
 *
 * Of the mutations that the supergraph tags `credentials` an operation has one at most: each of them is an attempt to sign
 * in, and attempts are limited. It reads the schema once at most, which takes ten milliseconds; no tool needs more.
 */
export function operationLimitRule(
  supergraph: GraphQLSchema,
  limits: OperationLimits = operationLimits,
): ValidationRule {
  const credentialFields = taggedMutations(supergraph, 'credentials')
  return (context) => {
    const extentOf = extents(context, credentialFields)
    const written = { directives: 0, fragments: 0, repeats: 0 }
    return {
      Directive() {
        written.directives++
      },
      FragmentDefinition() {
        written.fragments++
      },
      SelectionSet({ selections }) {
        written.repeats += repeatsIn(selections)
      },
      OperationDefinition(node) {
        for (const message of excesses(extentOf(node.selectionSet), node, limits))
          context.reportError(new GraphQLError(message, { nodes: node.name ?? node }))
      },
      Document: {
        leave() {
          for (const message of writtenExcesses(written, limits)) context.reportError(new GraphQLError(message))
        },
      },
    }
  }
}

function* excesses(extent: Extent, { operation }: OperationDefinitionNode, limits: OperationLimits) {
  const { selections, depth, aliases, fields, credentialFields, schemaReads } = extent
  const { selectionsMax, depthMax, aliasesMax, rootFieldsMax } = limits
  if (selections > selectionsMax)
    yield `The operation selects ${selections} fields; at most ${selectionsMax} are answered.`
  if (depth > depthMax) yield `The operation is ${depth} fields deep; at most ${depthMax} are answered.`
  if (aliases > aliasesMax) yield `The operation has ${aliases} aliases; at most ${aliasesMax} are answered.`
  if (fields > rootFieldsMax)
    yield `The operation has ${fields} fields at its root; at most ${rootFieldsMax} are answered.`
  if (operation === OperationTypeNode.MUTATION && credentialFields > 1)
    yield `The operation signs in ${credentialFields} times; do it once.`
  if (schemaReads > 1)
    yield `The operation reads the schema ${schemaReads} times, each other name within it being one; once is answered.`
}

function* writtenExcesses(
  { directives, fragments, repeats }: Readonly<Record<'directives' | 'fragments' | 'repeats', number>>,
  { directivesMax, fragmentsMax, repeatsMax }: OperationLimits,
) {
  if (directives > directivesMax) yield `The document has ${directives} directives; at most ${directivesMax} are read.`
  if (fragments > fragmentsMax) yield `The document has ${fragments} fragments; at most ${fragmentsMax} are read.`
  if (repeats > repeatsMax)
    yield `The document repeats ${repeats} fields beside themselves; at most ${repeatsMax} are read.`
}

function repeatsIn(selections: readonly SelectionNode[]): number {
  const fields = selections.filter((selection) => selection.kind === Kind.FIELD)
  return fields.length - new Set(fields.map(({ alias, name }) => (alias ?? name).value)).size
}

function extents(context: ValidationContext, credentialNames: ReadonlySet<string>) {
  const known = new Map<FragmentDefinitionNode, Extent>()

  function extentOf({ selections }: SelectionSetNode): Extent {
    const sum = nothing()
    for (const selection of selections) {
      sum.selections++
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        add(sum, extentOfFragment(context.getFragment(selection.name.value)), true)
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        add(sum, extentOf(selection.selectionSet), true)
      } else {
        const { value: name } = selection.name
        const inner = selection.selectionSet ? extentOf(selection.selectionSet) : nothing()
        const isIntrospection = name === '__schema' || name === '__type'
        add(sum, inner, false)
        sum.depth = Math.max(sum.depth, isIntrospection ? 1 : inner.depth + 1)
        if (isIntrospection) sum.schemaReads += inner.aliases + (name === '__schema' ? 1 : 0)
        sum.fields++
        if (selection.alias && selection.alias.value !== name) sum.aliases++
        if (credentialNames.has(name)) sum.credentialFields++
      }
    }
    return sum
  }

  function extentOfFragment(fragment: FragmentDefinitionNode | null | undefined): Extent {
    if (!fragment) return nothing()
    const held = known.get(fragment)
    if (held) return held
    // A fragment that spreads itself is another rule's error: it must only not be followed for ever.
    known.set(fragment, nothing())
    const extent = extentOf(fragment.selectionSet)
    known.set(fragment, extent)
    return extent
  }

  return extentOf
}

const nothing = (): Extent => ({
  ...{ selections: 0, aliases: 0, depth: 0, fields: 0 },
  ...{ credentialFields: 0, schemaReads: 0 },
})

function add(sum: Extent, part: Extent, isSameLevel: boolean): void {
  sum.selections += part.selections
  sum.aliases += part.aliases
  if (!isSameLevel) return
  sum.depth = Math.max(sum.depth, part.depth)
  sum.fields += part.fields
  sum.credentialFields += part.credentialFields
  sum.schemaReads += part.schemaReads
}

function taggedMutations(supergraph: GraphQLSchema, tag: string): ReadonlySet<string> {
  const tagsOf = directiveReader(supergraph, 'tag', 'tag')
  const fields = Object.values(supergraph.getMutationType()?.getFields() ?? {})
  return new Set(fields.filter((field) => tagsOf(field).some(({ name }) => name === tag)).map(({ name }) => name))
}
