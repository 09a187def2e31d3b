import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql'
import type { FetchDataRewrite } from '../apollo-internals.ts'
import { own, type ResponseObject } from './places.ts'

/** Changes what a subgraph sent, or is sent, in place: the planner asks for it where a subgraph has other names or types. */
export type Rewrite = (value: unknown) => void

const FRAGMENT = '... on '

/** Null if nothing is to be changed, which is nearly always. */
export function compileRewrites(
  rewrites: readonly FetchDataRewrite[] | undefined,
  schema: GraphQLSchema,
): Rewrite | null {
  if (!rewrites?.length) return null
  const compiled = rewrites.map((rewrite) => {
    const field = rewrite.path.at(-1)
    const place = rewrite.path.slice(0, -1)
    if (field === undefined || field.startsWith(FRAGMENT)) throw new Error('A rewrite must name a field')
    return (value: unknown) =>
      eachAt(value, place, schema, (object) => {
        if (rewrite.kind === 'ValueSetter') object[field] = rewrite.setValueTo
        else if (own(object, field)) {
          object[rewrite.renameKeyTo] = object[field]
          object[field] = undefined
        }
      })
  })
  return (value) => {
    for (const rewrite of compiled) rewrite(value)
  }
}

function eachAt(
  value: unknown,
  place: readonly string[],
  schema: GraphQLSchema,
  act: (object: ResponseObject) => void,
): void {
  if (Array.isArray(value)) {
    for (const element of value) eachAt(element, place, schema, act)
    return
  }
  if (typeof value !== 'object' || value === null) return
  const object = value as ResponseObject
  const [head, ...rest] = place
  if (head === undefined) return act(object)
  if (!head.startsWith(FRAGMENT)) return eachAt(own(object, head), rest, schema, act)
  const typename = object['__typename']
  if (!typename || isOfType(schema, String(typename), head.slice(FRAGMENT.length))) eachAt(object, rest, schema, act)
}

/** Whether objects of a type, an object type or an interface, are also of another. */
export function isOfType(schema: GraphQLSchema, typename: string, wanted: string): boolean {
  if (typename === wanted) return true
  const type = schema.getType(typename)
  const other = schema.getType(wanted)
  return isAbstractType(other) && (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(other, type)
}
