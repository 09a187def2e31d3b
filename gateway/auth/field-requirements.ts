import type { Caller } from '@varal/platform/viewer'
import { roleScopes } from '@varal/schema/scopes'
import { type GraphQLCompositeType, type GraphQLSchema, getNamedType, isAbstractType, isUnionType } from 'graphql'
import { type Annotated, directiveReader } from '../supergraph-directives.ts'

/** What a field asks of the caller. */
export type Requirement =
  | { readonly kind: 'signedIn' }
  /** All scopes of one of these lists. */
  | { readonly kind: 'scopes'; readonly anyOf: readonly (readonly string[])[] }
  /** `@policy`, which nothing here can judge. */
  | { readonly kind: 'policy' }

/** The same requirement is the same object, wherever it stands. */
export type RequirementsOf = (parent: GraphQLCompositeType, fieldName: string) => readonly Requirement[]

/**
 * Reads `@authenticated`, `@requiresScopes` and `@policy` of a field, of the type that it is in, and of the type that it
 * returns. A field of an interface requires what that field requires in any type that has it: which of them will come is
 * known too late.
 */
export function fieldRequirements(supergraph: GraphQLSchema): RequirementsOf {
  const authenticated = directiveReader(supergraph, 'authenticated', 'authenticated')
  const requiresScopes = directiveReader(supergraph, 'requiresScopes', 'requiresScopes')
  const policy = directiveReader(supergraph, 'policy', 'policy')
  const known = new Map<string, readonly Requirement[]>()
  const same = new Map<string, Requirement>()
  const only = (requirement: Requirement): Requirement => {
    const key = JSON.stringify(requirement)
    const held = same.get(key) ?? requirement
    same.set(key, held)
    return held
  }

  function requirementsAt(at: Annotated): Requirement[] {
    return [
      ...authenticated(at).map(() => ({ kind: 'signedIn' as const })),
      ...requiresScopes(at).map(({ scopes }) => ({ kind: 'scopes' as const, anyOf: scopes as string[][] })),
      ...policy(at).map(() => ({ kind: 'policy' as const })),
    ]
  }

  function requirementsOf(parent: GraphQLCompositeType, fieldName: string): Requirement[] {
    const field = isUnionType(parent) ? undefined : parent.getFields()[fieldName]
    if (!field) return []
    const kinds = isAbstractType(parent) ? supergraph.getPossibleTypes(parent) : []
    return [
      ...requirementsAt(parent),
      ...requirementsAt(field),
      ...requirementsAt(getNamedType(field.type)),
      ...kinds.flatMap((kind) => requirementsOf(kind, fieldName)),
    ]
  }

  return (parent, fieldName) => {
    const key = `${parent.name}.${fieldName}`
    const held = known.get(key)
    if (held) return held
    const requirements = [...new Set(requirementsOf(parent, fieldName).map(only))]
    known.set(key, requirements)
    return requirements
  }
}

/**
 * Our own clients, and who uses no app, need no scopes: what needs a person says `@authenticated` as well. A scope of a role
 * is for who has it, and asks by one of our own clients.
 */
export function isMet(requirement: Requirement, { viewer, app }: Pick<Caller, 'viewer' | 'app'>): boolean {
  if (requirement.kind === 'policy') return false
  if (requirement.kind === 'signedIn') return viewer.kind === 'user'
  const role = viewer.kind === 'user' ? (viewer.role ?? null) : null
  const granted: readonly string[] | undefined = app?.scopes
  const isOurs = !app || app.isFirstParty
  const isGranted = (scope: string) => {
    const needed = roleScopes[scope]
    return needed ? isOurs && needed === role : !granted || granted.includes(scope)
  }
  return requirement.anyOf.some((scopes) => scopes.every(isGranted))
}
