import { type DirectiveNode, Kind, type NamedTypeNode, parse, type TypeNode } from 'graphql'

/** What of a graph depends on who asks. */
export interface ViewerFields {
  /** @param field as `Type.field`; of an interface, each of its types has to be asked for too */
  has(field: string): boolean
}

/** As our schemas call what depends on the caller: see schema/README.md. */
const VIEWERS_NAME = /^(?:viewer(?:$|[A-Z])|relationship$)/
const FOR_SOME = new Set(['authenticated', 'requiresScopes', 'policy'])

/**
 * Finds in a supergraph the fields that are not the same for everybody: those that are not for everybody
 * (`@authenticated`, `@requiresScopes`, `@policy`, on the field or on its type), those that say so
 * (`@cacheControl(scope: PRIVATE)`), and those that our schemas name so.
 */
export function viewerFields(supergraphSdl: string): ViewerFields {
  const fields = new Set<string>()
  const types = new Set<string>()
  const returns = new Map<string, string>()
  for (const definition of parse(supergraphSdl, { noLocation: true }).definitions) {
    if (!('name' in definition) || !definition.name || !('directives' in definition)) continue
    const type = definition.name.value
    if (definition.directives?.some(isForSome)) types.add(type)
    if (!('fields' in definition)) continue
    for (const field of definition.fields ?? []) {
      if (field.kind !== Kind.FIELD_DEFINITION) continue
      const name = `${type}.${field.name.value}`
      returns.set(name, namedType(field.type).name.value)
      if (VIEWERS_NAME.test(field.name.value) || field.directives?.some(isForSome)) fields.add(name)
    }
  }
  for (const [name, type] of returns) if (types.has(type) || types.has(name.split('.')[0] ?? '')) fields.add(name)
  return fields
}

function isForSome({ name, arguments: given }: DirectiveNode): boolean {
  if (FOR_SOME.has(name.value)) return true
  const isPrivate = given?.some(({ name: { value: key }, value }) => {
    return key === 'scope' && value.kind === Kind.ENUM && value.value === 'PRIVATE'
  })
  return name.value === 'cacheControl' && isPrivate === true
}

function namedType(type: TypeNode): NamedTypeNode {
  return type.kind === Kind.NAMED_TYPE ? type : namedType(type.type)
}
