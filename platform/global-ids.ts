import { type Id, type IdKind, idPrefixes } from '@varal/schema/ids'
import { TypeID } from 'typeid-js'
import { z } from 'zod'
import { BoundedMap } from './bounded-map.ts'

/** Ids of each kind whose other form is remembered: a page has the same authors again and again. */
const REMEMBERED_MAX = 5_000
const ID_CHARACTERS_MAX = 64

const forms = Object.fromEntries(
  (Object.keys(idPrefixes) as IdKind[]).map((kind) => [
    kind,
    {
      texts: new BoundedMap(REMEMBERED_MAX, (id: string) => TypeID.fromUUID(idPrefixes[kind], id).toString()),
      ids: new BoundedMap(REMEMBERED_MAX, (text: string) => TypeID.fromString(text, idPrefixes[kind]).toUUID()),
    },
  ]),
) as Record<IdKind, { readonly texts: BoundedMap<string, string>; readonly ids: BoundedMap<string, string> }>

/** What clients see: `post_01jk…`, a prefix and the UUID in base32 (TypeID 0.3). */
export const encodeId = <Kind extends IdKind>(kind: Kind, id: Id<Kind>): string => forms[kind].texts.get(id)

/** The id behind what a client sent; null if it is not the id of such a thing. */
export function decodeId<Kind extends IdKind>(kind: Kind, text: unknown): Id<Kind> | null {
  if (typeof text !== 'string' || text.length > ID_CHARACTERS_MAX) return null
  try {
    return forms[kind].ids.get(text) as Id<Kind>
  } catch {
    return null
  }
}

/** For the inputs of mutations: takes a TypeID, gives the branded id. */
export const globalId = <Kind extends IdKind>(kind: Kind) =>
  z.string().transform((text, ctx) => {
    const id = decodeId(kind, text)
    if (id !== null) return id
    ctx.addIssue({ code: 'custom', message: 'MALFORMED' })
    return z.NEVER
  })
