import { type Id, type IdKind, idPrefixes } from '@varal/schema/ids'
import { TypeID } from 'typeid-js'
import { z } from 'zod'

/** What clients see: `post_01jk…`, a prefix and the UUID in base32 (TypeID 0.3). */
export const encodeId = <Kind extends IdKind>(kind: Kind, id: Id<Kind>): string =>
  TypeID.fromUUID(idPrefixes[kind], id).toString()

/** The id behind what a client sent; null if it is not the id of such a thing. */
export function decodeId<Kind extends IdKind>(kind: Kind, text: unknown): Id<Kind> | null {
  if (typeof text !== 'string' || text.length > 64) return null
  try {
    return TypeID.fromString(text, idPrefixes[kind]).toUUID() as Id<Kind>
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
