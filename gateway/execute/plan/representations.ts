import type { GraphQLSchema } from 'graphql'
import type { FetchNode, QueryPlanSelectionNode } from '../apollo-internals.ts'
import { mergeInto } from './merge.ts'
import { isInherited, own, type ResponseObject } from './places.ts'
import { isOfType, type Rewrite } from './rewrites.ts'

/** What a subgraph is told of an entity, as JSON; null if the entity lacks what it must be told. */
export type Represent = (entity: ResponseObject) => string | null

type Read = (entity: ResponseObject) => ResponseObject | null

/** Compiled once for each type that is met: nearly all representations are a few fields with plain values. */
export function compileRepresentation(
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
