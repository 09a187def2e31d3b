import {
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import type { Place } from './places.ts'

/** Whether an entity that is met at several of the places may be one object: what one place asks of it spoils no other. */
export type MayUnite = (places: readonly Place[]) => boolean

/**
 * True of places at which the client asks for plain values only, under their own names and with the same arguments: then
 * a name is the same value everywhere, whoever fetches it.
 */
export function plainPlaces(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): MayUnite {
  function fieldsOf(selections: readonly SelectionNode[]): Extract<SelectionNode, { kind: Kind.FIELD }>[] {
    return selections.flatMap((one) => {
      if (one.kind === Kind.FIELD) return [one]
      const set = one.kind === Kind.INLINE_FRAGMENT ? one.selectionSet : fragments.get(one.name.value)?.selectionSet
      return set ? fieldsOf(set.selections) : []
    })
  }
  function fieldsAt(place: Place): Extract<SelectionNode, { kind: Kind.FIELD }>[] {
    let sets: readonly SelectionSetNode[] = [operation.selectionSet]
    for (const name of place) {
      if (name === '@') continue
      const fields = sets.flatMap(({ selections }) => fieldsOf(selections))
      sets = fields.flatMap((field) => {
        const isMet = (field.alias ?? field.name).value === name
        return isMet && field.selectionSet ? [field.selectionSet] : []
      })
    }
    return sets.flatMap(({ selections }) => fieldsOf(selections))
  }

  return (places) => {
    const asked = new Map<string, string>()
    for (const field of places.flatMap(fieldsAt)) {
      if (field.selectionSet || (field.alias && field.alias.value !== field.name.value)) return false
      const given = (field.arguments ?? []).map(print).join()
      if ((asked.get(field.name.value) ?? given) !== given) return false
      asked.set(field.name.value, given)
    }
    return true
  }
}
