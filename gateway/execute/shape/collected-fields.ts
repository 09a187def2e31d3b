import {
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type SelectionSetNode,
} from 'graphql'
import { type Guard, guardOf } from './guards.ts'

/** A selection set, and when it counts. */
export interface GuardedSet {
  readonly set: SelectionSetNode
  readonly guard: Guard
}

/** A field as it stands in an answer. One that is selected several times stands where it is first met. */
export interface CollectedField {
  readonly responseName: string
  readonly name: string
  /** Where it is selected, in order, and when each of these counts. */
  readonly occurrences: readonly Guard[]
  /** What is selected of it, at all its occurrences. */
  readonly sets: readonly GuardedSet[]
}

/** One place of a field among the others: the answer has it here unless it had it before. */
export interface Emission {
  readonly field: CollectedField
  readonly occurrence: number
}

/** What selection sets ask of an object of a type, in the order of the answer. */
export function collectFields(
  sets: readonly GuardedSet[],
  type: GraphQLCompositeType,
  schema: GraphQLSchema,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): Emission[] {
  const fields = new Map<string, CollectedField & { occurrences: Guard[]; sets: GuardedSet[] }>()
  const emissions: Emission[] = []

  const applies = (condition: string | undefined) => {
    if (condition === undefined || condition === type.name) return true
    const wanted = schema.getType(condition)
    return isAbstractType(wanted) && type.name !== condition && 'getFields' in type && schema.isSubType(wanted, type)
  }
  function collect(set: SelectionSetNode, given: Guard): void {
    for (const selection of set.selections) {
      const guard = guardOf(selection.directives, given)
      if (guard === 'never') continue
      if (selection.kind !== Kind.FIELD) {
        const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection
        if (fragment && applies(fragment.typeCondition?.name.value)) collect(fragment.selectionSet, guard)
        continue
      }
      const responseName = selection.alias?.value ?? selection.name.value
      let field = fields.get(responseName)
      if (!field) {
        field = { responseName, name: selection.name.value, occurrences: [], sets: [] }
        fields.set(responseName, field)
      }
      if (selection.selectionSet) field.sets.push({ set: selection.selectionSet, guard })
      // Behind one that always counts, it never stands again.
      if (field.occurrences.includes('')) continue
      emissions.push({ field, occurrence: field.occurrences.push(guard) - 1 })
    }
  }
  for (const { set, guard } of sets) collect(set, guard)
  return emissions
}
