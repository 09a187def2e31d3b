import { type GraphQLSchema, isObjectType } from 'graphql'
import type { FetchNode, QueryPlanSelectionNode } from '../apollo-internals.ts'
import { mergeInto } from './merge.ts'
import { isInherited, own, type ResponseObject } from './places.ts'
import { isOfType, type Rewrite } from './rewrites.ts'

/** What a subgraph is told of entities. */
export interface Representation {
  /** The same for two entities only if they are the same; null for one that lacks what must be told. */
  keyOf(entity: ResponseObject): unknown
  /** As JSON, of an entity that has the key. */
  textOf(key: unknown): string
  /** Whether no more is known of an entity than its type and its key. */
  isBare(entity: ResponseObject): boolean
}

/** As JSON; null if the entity lacks what must be told. */
type Represent = (entity: ResponseObject) => string | null

type Read = (entity: ResponseObject) => ResponseObject | null

/** Nearly all entities are known by a type and one value: that is their key, and their text is made once for each. */
export function compileRepresentation(
  requires: NonNullable<FetchNode['requires']>,
  rewrite: Rewrite | null,
  schema: GraphQLSchema,
): Representation {
  const represent = compileRepresent(requires, rewrite, schema)
  const known = rewrite ? null : typeAndName(requires, schema)
  if (!known) return { keyOf: represent, textOf: (text) => text as string, isBare: () => false }
  const { typename, name } = known
  return {
    keyOf(entity) {
      const value = entity[name]
      const isKey = typeof value === 'string' || typeof value === 'number'
      if (isKey && entity['__typename'] === typename) return value
      const text = represent(entity)
      return text === null ? null : { text }
    },
    textOf: (key) =>
      typeof key === 'string' || typeof key === 'number'
        ? `{"__typename":${JSON.stringify(typename)},${JSON.stringify(name)}:${JSON.stringify(key)}}`
        : (key as { text: string }).text,
    isBare(entity) {
      for (const field in entity) if (field !== '__typename' && field !== name) return false
      return true
    },
  }
}

/** If that is all there is to tell. */
function typeAndName(requires: NonNullable<FetchNode['requires']>, schema: GraphQLSchema) {
  const [fragment, ...others] = requires
  if (fragment?.kind !== 'InlineFragment' || !fragment.typeCondition || others.length > 0) return null
  const { typeCondition: typename, selections } = fragment
  const names = selections.filter(isPlainField).map(nameIn)
  const name = names.find((one) => one !== '__typename')
  const isAll = names.length === selections.length && names.length === 2 && names.includes('__typename')
  return name && isAll && isObjectType(schema.getType(typename)) ? { typename, name } : null
}

/** Compiled once for each type that is met: most representations are a few fields with plain values. */
function compileRepresent(
  requires: NonNullable<FetchNode['requires']>,
  rewrite: Rewrite | null,
  schema: GraphQLSchema,
): Represent {
  const byType = new Map<string, Represent>()

  function compileFor(typename: string): Represent {
    if (!schema.getType(typename)) return () => null
    const fragments = requires.filter(
      (one) => one.kind === 'InlineFragment' && one.typeCondition && isOfType(schema, typename, one.typeCondition),
    )
    if (fragments.length === 0) return () => null
    const only = fragments.length === 1 ? fragments[0]?.selections : undefined
    if (only && !rewrite && only.every(isPlainField)) return compilePlain(only, typename)
    const read = compileRead(fragments, schema)
    return (entity) => {
      const representation = read(entity)
      if (!representation?.['__typename']) return null
      rewrite?.(representation)
      return JSON.stringify(representation)
    }
  }
  return (entity) => {
    const typename = entity['__typename']
    if (typeof typename !== 'string') return null
    let represent = byType.get(typename)
    if (!represent) {
      represent = compileFor(typename)
      byType.set(typename, represent)
    }
    return represent(entity)
  }
}

const nameIn = (selection: QueryPlanSelectionNode) =>
  selection.kind === 'Field' ? (selection.alias ?? selection.name) : ''

const isPlainField = (selection: QueryPlanSelectionNode) =>
  selection.kind === 'Field' && !selection.selections && !isInherited(nameIn(selection))

/** The text is put together from the fields themselves: no object is made to be written out. */
function compilePlain(fields: readonly QueryPlanSelectionNode[], typename: string): Represent {
  const names = fields.map(nameIn)
  const keys = names.map((name, index) => `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`)
  const written = JSON.stringify(typename)
  if (!names.includes('__typename')) return () => null
  return (entity) => {
    let text = ''
    for (let index = 0; index < names.length; index++) {
      const name = names[index] as string
      const value = name === '__typename' ? typename : entity[name]
      if (value === undefined) return null
      text += keys[index] + (value === typename ? written : JSON.stringify(value))
    }
    return `${text}}`
  }
}

/** A fragment counts as a whole: if one of its fields is missing, nothing of it is told. */
function compileRead(selections: readonly QueryPlanSelectionNode[], schema: GraphQLSchema): Read {
  const parts = selections.map((selection): ((from: ResponseObject, to: ResponseObject) => boolean) => {
    const inner = selection.selections && compileRead(selection.selections, schema)
    if (selection.kind === 'Field') {
      const name = nameIn(selection)
      const read = (value: unknown): unknown => {
        if (Array.isArray(value)) return value.map(read)
        return inner && value !== null ? inner(value as ResponseObject) : value
      }
      return (from, to) => {
        const value = own(from, name)
        if (value !== undefined) to[name] = read(value)
        return value !== undefined
      }
    }
    const { typeCondition } = selection
    return (from, to) => {
      const typename = from['__typename']
      if (typeCondition && typeof typename === 'string' && isOfType(schema, typename, typeCondition)) {
        const part = inner?.(from)
        if (part) mergeInto(to, part)
      }
      return true
    }
  })
  return (entity) => {
    const representation: ResponseObject = {}
    return parts.every((part) => part(entity, representation)) ? representation : null
  }
}
