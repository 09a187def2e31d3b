import {
  type ASTNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  validate,
  visit,
} from 'graphql'
import { fair } from './test-graph.ts'
import type { Trial } from './trial.ts'

/** Each costs two plans. */
const ATTEMPTS_MAX = 600

/**
 * The same failure with less around it: without the selections, conditions, arguments and fragments that it can do without.
 * @param fails whether a trial still fails
 */
export async function shrink(
  trial: Trial,
  schema: GraphQLSchema,
  fails: (trial: Trial) => Promise<boolean>,
): Promise<Trial> {
  let attempts = 0
  let smallest = trial
  async function accept(candidate: Trial): Promise<boolean> {
    if (attempts++ >= ATTEMPTS_MAX || !(await fails(candidate))) return false
    smallest = candidate
    return true
  }
  const { weather } = trial
  await accept({ ...smallest, weather: fair })
  if (smallest.weather === weather)
    for (const trouble of Object.keys(weather))
      await accept({ ...smallest, weather: { ...smallest.weather, [trouble]: 0 } })
  await accept({ ...smallest, down: [] })

  for (let edit = 0; attempts < ATTEMPTS_MAX; ) {
    const document = edited(smallest.question.document, edit)
    if (!document) break
    const question = { document, variables: usedOf(document, smallest.question.variables) }
    const isBetter = validate(schema, document).length === 0 && (await accept({ ...smallest, question }))
    // What stood at this number is gone, and the next one stands there.
    if (!isBetter) edit++
  }
  return smallest
}

/** The document with its edit of this number, or null when there are no more. Large edits come before those within them. */
function edited(document: DocumentNode, number: number): DocumentNode | null {
  let left = number
  let isDone = false
  const isTurn = () => left-- === 0
  const fragments = new Map(
    document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [])) as [
      string,
      FragmentDefinitionNode,
    ][],
  )
  const result = visit(document, {
    enter(node: ASTNode) {
      if (isDone) return false
      if (node.kind === Kind.SELECTION_SET) {
        const selections = editedSelections(node.selections, isTurn, fragments)
        if (selections) isDone = true
        return selections ? ({ ...node, selections } as SelectionSetNode) : undefined
      }
      if (node.kind !== Kind.ARGUMENT && node.kind !== Kind.DIRECTIVE && node.kind !== Kind.OBJECT_FIELD)
        return undefined
      if (!isTurn()) return undefined
      isDone = true
      return null
    },
  })
  return isDone ? withoutUnused(result) : null
}

function editedSelections(
  selections: readonly SelectionNode[],
  isTurn: () => boolean,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): SelectionNode[] | null {
  for (const [at, selection] of selections.entries()) {
    const replaced = (...others: SelectionNode[]) => selections.toSpliced(at, 1, ...others)
    if (selections.length > 1 && isTurn()) return replaced()
    if (selection.kind === Kind.FRAGMENT_SPREAD && isTurn()) {
      const { typeCondition, selectionSet } = fragments.get(selection.name.value)!
      return replaced({
        kind: Kind.INLINE_FRAGMENT,
        typeCondition,
        selectionSet,
        directives: selection.directives ?? [],
      })
    }
    if (selection.kind === Kind.INLINE_FRAGMENT && isTurn()) return replaced(...selection.selectionSet.selections)
  }
  return null
}

function withoutUnused(document: DocumentNode): DocumentNode {
  const { variables, fragments } = namesUsed(document)
  const definitions = document.definitions.filter(
    (one) => one.kind !== Kind.FRAGMENT_DEFINITION || fragments.has(one.name.value),
  )
  const smaller = visit(
    { ...document, definitions },
    { VariableDefinition: ({ variable }) => (variables.has(variable.name.value) ? undefined : null) },
  )
  // A fragment that is gone may have been the only one to spread another.
  return definitions.length === document.definitions.length ? smaller : withoutUnused(smaller)
}

function namesUsed(document: DocumentNode) {
  const variables = new Set<string>()
  const fragments = new Set<string>()
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void variables.add(name.value),
    FragmentSpread: ({ name }) => void fragments.add(name.value),
  })
  return { variables, fragments }
}

function usedOf(document: DocumentNode, given: Trial['question']['variables']): Trial['question']['variables'] {
  const { variables } = namesUsed(document)
  return Object.fromEntries(Object.entries(given).filter(([name]) => variables.has(name)))
}
