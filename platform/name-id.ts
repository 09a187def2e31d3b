import { type Id, type IdKind, idPrefixes } from '@varal/schema/ids'
import { v5 } from 'uuid'

const namespaces = new Map<IdKind, string>()

/** The id of what is known by its name alone: everybody who knows the name finds the same one (UUIDv5, RFC 9562, 5.5). */
export function nameId<Kind extends IdKind>(kind: Kind, name: string): Id<Kind> {
  let namespace = namespaces.get(kind)
  if (!namespace) {
    namespace = v5(`https://varal.dev/${idPrefixes[kind]}`, v5.URL)
    namespaces.set(kind, namespace)
  }
  return v5(name, namespace) as Id<Kind>
}
