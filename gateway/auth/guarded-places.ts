import {
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { type Conditions, conditionsOf, fragmentsOf } from '../limits/conditions.ts'
import type { Requirement, RequirementsOf } from './field-requirements.ts'

/** Where an operation selects a field that requires something. */
export interface GuardedPlace {
  /** Keys of the answer, without the indices of lists. */
  readonly path: readonly string[]
  readonly requirements: readonly Requirement[]
  /** When it is there. */
  readonly when: Conditions
  /** The next one above. */
  readonly within: GuardedPlace | null
}

/** All of them, each before those within it, with fragments written out. */
export function guardedPlaces(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  requirementsOf: RequirementsOf,
): readonly GuardedPlace[] {
  const fragments = fragmentsOf(document)
  const places: GuardedPlace[] = []

  function visit(
    { selections }: SelectionSetNode,
    parent: GraphQLCompositeType,
    path: readonly string[],
    outer: Conditions,
    within: GuardedPlace | null,
  ): void {
    for (const selection of selections) {
      const own = conditionsOf(selection.directives)
      if (!own) continue
      const when = [...outer, ...own]
      if (selection.kind !== Kind.FIELD) {
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)
        const type = fragment?.typeCondition ? schema.getType(fragment.typeCondition.name.value) : parent
        if (fragment && isCompositeType(type)) visit(fragment.selectionSet, type, path, when, within)
        continue
      }
      const field = isUnionType(parent) ? undefined : parent.getFields()[selection.name.value]
      if (!field) continue
      const requirements = requirementsOf(parent, field.name)
      const here = [...path, (selection.alias ?? selection.name).value]
      const place = requirements.length > 0 ? { path: here, requirements, when, within } : null
      if (place) places.push(place)
      const type = getNamedType(field.type)
      if (selection.selectionSet && isCompositeType(type))
        visit(selection.selectionSet, type, here, when, place ?? within)
    }
  }

  const root = schema.getRootType(operation.operation)
  if (root) visit(operation.selectionSet, root, [], [], null)
  return places
}
