import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
} from 'graphql'
import { directiveReader } from '../../supergraph-directives.ts'

/** What the schema says of a field's cost. */
export interface FieldWeight {
  /** Of the field, each time it is there; of a list's field, for each of its items. In points. */
  readonly each: number
  readonly isList: boolean
  readonly list: ListSize | null
  /** Of arguments, by name, for when they are given. */
  readonly arguments: ReadonlyMap<string, number>
}

export interface ListSize {
  /** Any of these says how long the list is at most. */
  readonly slicing: readonly { readonly name: string; readonly default: number | null }[]
  /** For when none of them is there. */
  readonly assumed: number
  /** Lists of the field's type that have this size; without any, the field itself has it. */
  readonly sizedFields: readonly string[]
}

/** How long a list is taken to be of which the schema says nothing. */
export const LIST_SIZE = 10

/** A change costs more than a look: a transaction, and what it sets in motion. */
const MUTATION_WEIGHT = 10
/** The schema itself, which is long. */
const INTROSPECTION_WEIGHT = 10

/**
 * Reads `@cost` and `@listSize`. Without `@cost` an object costs 1 and what has no fields of its own 0, as in the IBM
 * specification and Apollo's router; a field of Mutation costs 10.
 */
export function fieldWeights(schema: GraphQLSchema): (field: GraphQLField<unknown, unknown>) => FieldWeight {
  const costsOf = directiveReader(schema, 'cost', 'cost')
  const sizesOf = directiveReader(schema, 'cost', 'listSize')
  const known = new WeakMap<GraphQLField<unknown, unknown>, FieldWeight>()
  const mutations = new Set(Object.values(schema.getMutationType()?.getFields() ?? {}))

  function weightOf(field: GraphQLField<unknown, unknown>): FieldWeight {
    const type = getNamedType(field.type)
    const [given] = [...costsOf(field), ...costsOf(type)]
    const usual = mutations.has(field) ? MUTATION_WEIGHT : isCompositeType(type) ? 1 : 0
    const priced = field.args.flatMap((argument) =>
      costsOf(argument).map(({ weight }) => [argument.name, Number(weight)] as const),
    )
    return {
      each: given ? Number(given['weight']) : field.name.startsWith('__') && usual > 0 ? INTROSPECTION_WEIGHT : usual,
      isList: isListType(getNullableType(field.type)),
      list: listSizeOf(sizesOf(field)[0], field.args),
      arguments: new Map(priced),
    }
  }

  return (field) => {
    const held = known.get(field)
    if (held) return held
    const weight = weightOf(field)
    known.set(field, weight)
    return weight
  }
}

function listSizeOf(
  given: Readonly<Record<string, unknown>> | undefined,
  args: readonly GraphQLArgument[],
): ListSize | null {
  if (!given) return null
  const { slicingArguments, assumedSize, sizedFields } = given
  const slicing = namesIn(slicingArguments).map((name) => {
    const { defaultValue } = args.find((argument) => argument.name === name) ?? {}
    return { name, default: typeof defaultValue === 'number' ? defaultValue : null }
  })
  return {
    slicing,
    assumed: typeof assumedSize === 'number' ? assumedSize : LIST_SIZE,
    sizedFields: namesIn(sizedFields),
  }
}

const namesIn = (list: unknown): string[] => (Array.isArray(list) ? list.map(String) : [])
