import { buildSubgraphSchema } from '@apollo/subgraph'
import { Mistake } from '@varal/platform/errors'
import {
  type DocumentNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql'
import { hashOf } from '../random-numbers.ts'
import { type EntityNumbers, fieldsOf } from './entity-numbers.ts'

/** How often things go wrong: one time in so many, 0 for never. The same things every time. */
export interface Weather {
  /** Nullable fields and elements are null. */
  readonly nulls: number
  /** Fields and elements fail. */
  readonly failures: number
  /** Fields that must not be null are. */
  readonly hollow: number
  /** Entities are not known to a subgraph, which another one refers to. */
  readonly strangers: number
}

/** What the subgraphs of one graph have in common. */
export interface FakeWorld {
  readonly numbers: EntityNumbers
  weather: Weather
  /** How many mutations ran. Each tells its turn, so that running them in another order is seen. */
  mutations: number
}

/** An object, as resolvers hand it on. */
interface FakeObject {
  readonly __typename: string
  readonly number: number
  /** What the gateway sent for it. */
  readonly reference?: Readonly<Record<string, unknown>>
}

/**
 * A subgraph in which every field has a value: always the same for the same object, field and arguments, and the same in
 * whichever subgraph it is asked. What `@requires` names goes into the value, so that a wrong reference gives a wrong answer.
 */
export function fakeSubgraph(name: string, typeDefs: DocumentNode, world: FakeWorld): GraphQLSchema {
  const schema = buildSubgraphSchema([{ typeDefs }])
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('_')) continue
    for (const field of Object.values(type.getFields())) {
      if (field.name === '_service') continue
      field.resolve =
        field.name === '_entities' ? entities(name, schema, world) : resolverOf(field, type, schema, world)
    }
  }
  return schema
}

function entities(subgraph: string, schema: GraphQLSchema, world: FakeWorld) {
  const { numbers } = world
  function find(reference: Readonly<Record<string, unknown>>): FakeObject | Error | null {
    const type = String(reference['__typename'])
    const number = numbers.numberOf(reference)
    const seed = `${numbers.family(type)} ${number} in ${subgraph}`
    if (strikes(world.weather.failures, seed)) return failureOf(seed)
    if (number === null || strikes(world.weather.strangers, seed)) return null
    // To a subgraph that takes the interface for an object, all of them are of one type.
    const __typename = isObjectType(schema.getType(type)) ? type : numbers.typeOf(type, number)
    return { __typename, number, reference }
  }
  return (_: unknown, { representations }: { representations: Readonly<Record<string, unknown>>[] }) =>
    representations.map(find)
}

function resolverOf(
  field: GraphQLField<FakeObject | undefined, unknown>,
  owner: GraphQLObjectType,
  schema: GraphQLSchema,
  world: FakeWorld,
) {
  const required = requiredBy(field)
  return (parent: FakeObject | undefined, args: object, _: unknown, info: GraphQLResolveInfo): unknown => {
    const type = info.parentType.name
    const number = parent?.number ?? 0
    if (world.numbers.isKey(type, field.name)) return keyOf(field.type, type, number, world)
    const turn = owner === schema.getMutationType() ? ++world.mutations : ''
    const given = required ? JSON.stringify(picked(parent?.reference, required)) : ''
    const seed = `${turn}${world.numbers.idOf(type, number)}.${field.name}${textOf(args)}${given}`
    return fakeValue(field.type, seed, { schema, world })
  }
}

function keyOf(type: GraphQLOutputType, owner: string, number: number, world: FakeWorld): unknown {
  if (isNonNullType(type)) return keyOf(type.ofType, owner, number, world)
  if (isObjectType(type)) return { __typename: type.name, number }
  return 'name' in type && type.name === 'Int' ? number : world.numbers.idOf(owner, number)
}

interface Place {
  readonly schema: GraphQLSchema
  readonly world: FakeWorld
}

/** An Error as a value fails the field, or the element of the list. */
function fakeValue(type: GraphQLOutputType, seed: string, place: Place): unknown {
  const { nulls, failures, hollow } = place.world.weather
  if (strikes(failures, `${seed} fails`)) return failureOf(seed)
  if (strikes(isNonNullType(type) ? hollow : nulls, `${seed} is null`)) return null
  const some = isNonNullType(type) ? type.ofType : type
  if (isListType(some))
    return Array.from({ length: hashOf(seed) % 4 }, (_, index) => fakeValue(some.ofType, `${seed}[${index}]`, place))
  return isLeafType(some) ? leafOf(some, seed) : objectOf(some as GraphQLObjectType, seed, place)
}

const failureOf = (seed: string) =>
  hashOf(seed) % 2 ? new Mistake('FORBIDDEN', `Not this: ${seed}`) : new Error(`a fault in ${seed}`)

function objectOf(type: GraphQLObjectType | GraphQLAbstractType, seed: string, { schema, world }: Place): FakeObject {
  const hash = hashOf(seed)
  const possible = isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [type.name]
  const chosen = possible.sort()[hash % possible.length]!
  return { __typename: chosen, number: world.numbers.numberFor(chosen, hashOf(`number of ${seed}`)) }
}

const NUMBERS = [0, 1, -1, 7, 2_147_483_647]
const FLOATS = [0, 0.1, -2.5, 1e21, 1e-9, 3]
const TEXTS = ['', 'plain', '"quoted" \\ and\nbroken', 'é \u{1F9FA} \u2028', '</script>', '\u0000', 'null']

function leafOf(type: GraphQLLeafType, seed: string): unknown {
  const hash = hashOf(seed)
  if (isEnumType(type)) return type.getValues()[hash % type.getValues().length]!.name
  if (type.name === 'Boolean') return hash % 2 === 0
  if (type.name === 'Int') return hash % 2 ? NUMBERS[hash % NUMBERS.length] : hash % 100_000
  if (type.name === 'Float') return FLOATS[hash % FLOATS.length]
  // A scalar of its own may be anything, objects that look like entities included.
  if (type.name === 'Json') return { __typename: 'Nobody', id: seed, list: [hash, null, [{}]], 'not a name': null }
  return `${TEXTS[hash % TEXTS.length]}${seed}`
}

const strikes = (oneIn: number, seed: string) => oneIn > 0 && hashOf(seed) % oneIn === 0

const textOf = (args: object) =>
  Object.keys(args).length === 0 ? '' : JSON.stringify(args, (_, value) => (isPlain(value) ? sorted(value) : value))
const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const sorted = (value: object) => Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))

function requiredBy({ astNode }: GraphQLField<any, unknown>): SelectionSetNode | null {
  const requires = astNode?.directives?.find(({ name }) => name.value === 'requires')
  const fields = requires?.arguments?.[0]?.value
  return fields?.kind === Kind.STRING ? fieldsOf(fields.value) : null
}

/** Only what is required, in its order: what else a reference has, and in which order, is the gateway's own business. */
function picked(value: unknown, { selections }: SelectionSetNode): unknown {
  if (Array.isArray(value)) return value.map((element) => picked(element, { selections } as SelectionSetNode))
  if (typeof value !== 'object' || value === null) return value ?? 'missing'
  const object = value as Readonly<Record<string, unknown>>
  return selections.map((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return null
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const on = selection.typeCondition?.name.value
      return on === undefined || on === object['__typename'] ? picked(object, selection.selectionSet) : null
    }
    const inner = object[selection.name.value]
    return selection.selectionSet ? picked(inner, selection.selectionSet) : (inner ?? 'missing')
  })
}
