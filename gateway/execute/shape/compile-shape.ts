import {
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLCompositeType,
  type GraphQLLeafType,
  type GraphQLList,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
} from 'graphql'
import type { GivenError } from '../client-errors.ts'
import { isInherited, type ResponseObject } from '../plan/places.ts'
import type { WrittenObject } from '../plan/run.ts'
import { collectFields, type Emission, type GuardedSet } from './collected-fields.ts'
import { and } from './guards.ts'
import { type LeafText, leafText } from './leaf-text.ts'

/**
 * The answer as JSON text, of what has been fetched: the client's fields in the client's order and nothing else, nulls
 * where the schema wants them. Undefined if nothing is left. What does not fit the schema is told to `faults`.
 */
export type Shape = (
  data: Readonly<Record<string, unknown>>,
  variables: Readonly<Record<string, unknown>>,
  faults: GivenError[],
  /** Objects that stand at several places: they are written once, and may be written again for the next shape. */
  united: Map<ResponseObject, WrittenObject>,
) => string | undefined

export interface ShapeOptions {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** Whether faults say where they are. It costs a little, so it is for when there are some. */
  readonly tracksPaths?: boolean
}

/**
 * Writes a function for the operation: one for each type and what is selected of it, which adds each field to a text.
 * What goes into its code are names of the schema and of the operation, all of them quoted.
 */
export function compileShape(operation: OperationDefinitionNode, options: ShapeOptions): Shape {
  const { schema, fragments, tracksPaths = false } = options
  const written: string[] = []
  const known = new Map<string, string>()
  const leaves = new Map<GraphQLLeafType, number>()
  const setIds = new Map<object, number>()

  const quoted = (text: string) => JSON.stringify(text)
  function idOf<Key>(ids: Map<Key, number>, key: Key): number {
    const present = ids.get(key)
    if (present === undefined) ids.set(key, ids.size)
    return present ?? ids.size - 1
  }
  const at = (step: string, code: string) => (tracksPaths ? `P.push(${step});${code}P.pop();` : code)
  const fault = (message: string) => `T(F,P,${quoted(message)});`

  /** The name of the function for what is selected of a type, written when it is first asked for. */
  function once(key: string, write: (name: string) => string): string {
    const present = known.get(key)
    if (present) return present
    const name = `f${known.size}`
    known.set(key, name)
    written.push(write(name))
    return name
  }
  const keyOf = (kind: string, sets: readonly GuardedSet[]) =>
    `${kind}|${sets.map(({ set, guard }) => `${idOf(setIds, set)}:${sets.length > 1 ? guard : ''}`).join()}`

  function objectFunction(type: GraphQLCompositeType, sets: readonly GuardedSet[]): string {
    return once(keyOf(type.name, sets), (name) => {
      const among = sets.length > 1 ? sets : sets.map(({ set }) => ({ set, guard: '' }))
      // Whether something stands before a field is known beforehand, unless all before it is conditional.
      let before: 'nothing' | 'maybe' | 'something' = 'nothing'
      const code = collectFields(among, type, schema, fragments).map((emission) => {
        const guard = guardOfEmission(emission)
        const comma = { nothing: '', maybe: "(s==='{'?'':',')+", something: '' }[before]
        const start = before === 'something' ? ',' : ''
        const text = fieldCode(
          emission,
          type,
          (text, value = '') => `s+=${comma}${quoted(start + text)}${value && '+'}${value};`,
        )
        if (!guard) before = 'something'
        else if (before === 'nothing') before = 'maybe'
        return guard ? `if(${guard}){${text}}` : text
      })
      return `function ${name}(o,V,F,P){let s='{',v;${code.join('')}return s+'}'}`
    })
  }

  type Add = (text: string, value?: string) => string

  function fieldCode({ field }: Emission, parent: GraphQLCompositeType, add: Add): string {
    const { name, responseName, sets } = field
    const key = `${quoted(responseName)}:`
    if (name === '__typename') return isObjectType(parent) ? add(key + quoted(parent.name)) : 'return undefined;'
    const own = `o[${quoted(responseName)}]`
    const read = isInherited(responseName) ? `(H(o,${quoted(responseName)})?${own}:null)` : own
    if (name === '__schema' || name === '__type') return `v=${read};${add(key, 'J(v??null)')}`
    const type = 'getFields' in parent ? parent.getFields()[name]?.type : undefined
    if (!type) throw new Error(`${parent.name} has no field ${name}`)
    const value = valueCode(type, sets, {
      where: `field ${parent.name}.${responseName}`,
      give: add(key, 'v'),
      giveNull: add(`${key}null`),
      fail: 'return undefined;',
    })
    return `v=${read};${at(quoted(responseName), value)}`
  }

  /** Turns `v` into text, then gives it; or gives null, or fails where there may be none. */
  function valueCode(
    type: GraphQLOutputType,
    sets: readonly GuardedSet[],
    to: { readonly where: string; readonly give: string; readonly giveNull: string; readonly fail: string },
  ): string {
    const isNonNull = isNonNullType(type)
    const inner = isNonNull ? type.ofType : type
    const pop = tracksPaths && isNonNull ? 'P.pop();' : ''
    const onNull = isNonNull
      ? `${fault(`Cannot return null for non-nullable ${to.where}.`)}${pop}${to.fail}`
      : to.giveNull
    const onInvalid = isNonNull ? pop + to.fail : to.giveNull
    const [convert, invalid] = isLeafType(inner)
      ? [`L${idOf(leaves, inner)}(v)`, fault(`Invalid value found for ${to.where}.`)]
      : [`${partFunction(inner as GraphQLCompositeType, sets)}(v,V,F,P)`, '']
    return `if(v===null||v===undefined){${onNull}}else{v=${convert};if(v===undefined){${invalid}${onInvalid}}else{${to.give}}}`
  }

  function partFunction(
    type: GraphQLList<GraphQLOutputType> | GraphQLCompositeType,
    sets: readonly GuardedSet[],
  ): string {
    if (isListType(type)) return listFunction(type.ofType, sets)
    return isAbstractType(type) ? abstractFunction(type, sets) : checkedFunction(type, sets)
  }

  const notAnObject = (type: GraphQLCompositeType) =>
    `if(typeof v!=='object'||A(v)){${fault(`Invalid value found for ${type.name}.`)}return undefined;}`

  function checkedFunction(type: GraphQLCompositeType, sets: readonly GuardedSet[]): string {
    return once(keyOf(`checked ${type.name}`, sets), (name) => {
      const write = `${objectFunction(type, sets)}(v,V,F,P)`
      if (tracksPaths) return `function ${name}(v,V,F,P){${notAnObject(type)}return ${write}}`
      const id = name.slice(1)
      // What has a fault in it is written again, so that the fault is told of each place.
      return `function ${name}(v,V,F,P){${notAnObject(type)}const w=U.size>0?U.get(v):undefined;if(w===undefined)return ${write};
if(w.by===${id})return w.text;const n=F.length,t=${write};if(t!==undefined&&F.length===n){w.by=${id};w.text=t}return t}`
    })
  }

  /** Which type it is, the object says. A subgraph may know it as no more than the interface. */
  function abstractFunction(type: GraphQLAbstractType, sets: readonly GuardedSet[]): string {
    return once(keyOf(`abstract ${type.name}`, sets), (name) => {
      const possible = schema.getPossibleTypes(type)
      const candidates = [
        ...possible,
        ...(isInterfaceType(type) ? schema.getImplementations(type).interfaces : []),
        type,
      ]
      const cases = candidates.map((one) => `case ${quoted(one.name)}:return ${objectFunction(one, sets)}(v,V,F,P);`)
      const unknown = `case undefined:return ${objectFunction(type, sets)}(v,V,F,P);`
      const invalid = `default:${fault(`Invalid __typename found for object of type ${type.name}.`)}return undefined;`
      return `function ${name}(v,V,F,P){${notAnObject(type)}switch(v.__typename){${cases.join('')}${unknown}${invalid}}}`
    })
  }

  function listFunction(element: GraphQLOutputType, sets: readonly GuardedSet[]): string {
    return once(keyOf(`list of ${element}`, sets), (name) => {
      const value = valueCode(element, sets, {
        where: `array element of type ${element}`,
        give: "s+=(i?',':'')+v;",
        giveNull: "s+=i?',null':'null';",
        fail: 'isWhole=false;continue;',
      })
      return `function ${name}(l,V,F,P){if(!A(l)){${fault(`Invalid value found for list of ${element}.`)}return undefined;}
let s='[',v,isWhole=true;for(let i=0;i<l.length;i++){v=l[i];${at('i', value)}}return isWhole?s+']':undefined}`
    })
  }

  const root = schema.getRootType(operation.operation)
  if (!root) throw new Error(`There are no ${operation.operation}s`)
  const rootFunction = objectFunction(root, [{ set: operation.selectionSet, guard: '' }])
  const leafNames = [...leaves.values()].map((id) => `L${id}`)
  const code = `"use strict";let U;${written.join('\n')}\nreturn function(o,V,F,W){U=W;return ${rootFunction}(o,V,F,${tracksPaths ? '[]' : 'null'})}`
  const make = new Function('H', 'J', 'A', 'T', ...leafNames, code)
  return make(
    Object.hasOwn,
    JSON.stringify,
    Array.isArray,
    tell,
    ...[...leaves.keys()].map((type): LeafText => leafText(type)),
  )
}

function guardOfEmission({ field, occurrence }: Emission): string {
  const before = field.occurrences.slice(0, occurrence).map((guard) => `!(${guard})`)
  return [...before, field.occurrences[occurrence] ?? ''].reduce(and, '')
}

function tell(faults: GivenError[], path: readonly (string | number)[] | null, message: string): void {
  faults.push(path ? { message, path: [...path] } : { message })
}
