import { type Change, CriticalityLevel, diff } from '@graphql-inspector/core'
import {
  buildSchema,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql'

/**
 * What a change of the contract takes away from clients that were not told in time. May go: what was deprecated with
 * `Removal <date>` in its reason, once that date has come, and types that only such things led to.
 * @param today as 2027-10-01
 */
export async function breakingChanges(before: string, after: string, today: string): Promise<string[]> {
  const old = buildSchema(before)
  const announced = announcedRemovals(old, today)
  const changes = await diff(old, buildSchema(after))
  return changes
    .filter((change) => change.criticality.level === CriticalityLevel.Breaking && !wasAnnounced(change, announced, old))
    .map((change) => change.message)
}

function wasAnnounced(change: Change, announced: ReadonlySet<string>, old: GraphQLSchema): boolean {
  if (!change.path || !change.type.endsWith('_REMOVED')) return false
  return announced.has(change.path) || (change.type === 'TYPE_REMOVED' && ledToOnlyBy(announced, change.path, old))
}

/** Fields, arguments, inputs and enum values that may be gone by now, as `Type.field` and `Type.field.argument`. */
function announcedRemovals(schema: GraphQLSchema, today: string): Set<string> {
  const due = [...members(schema)].filter(({ deprecationReason }) => {
    const date = /\bRemoval (\d{4}-\d{2}-\d{2})\b/.exec(deprecationReason ?? '')?.[1]
    return date !== undefined && date <= today
  })
  return new Set(due.map(({ path }) => path))
}

function ledToOnlyBy(announced: ReadonlySet<string>, type: string, schema: GraphQLSchema): boolean {
  const leading = [...members(schema)].filter((member) => member.type?.name === type)
  return leading.length > 0 && leading.every(({ path }) => announced.has(path))
}

interface Member {
  readonly path: string
  readonly type: GraphQLNamedType | null
  readonly deprecationReason: string | null | undefined
}

function* members(schema: GraphQLSchema): Generator<Member> {
  for (const type of Object.values(schema.getTypeMap())) {
    const here = type.name
    if (isEnumType(type)) {
      for (const value of type.getValues()) yield { path: `${here}.${value.name}`, type: null, ...reasonOf(value) }
    }
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields()))
        yield { path: `${here}.${field.name}`, type: getNamedType(field.type), ...reasonOf(field) }
    }
    if (!isObjectType(type) && !isInterfaceType(type)) continue
    for (const field of Object.values(type.getFields())) {
      const path = `${here}.${field.name}`
      yield { path, type: getNamedType(field.type), ...reasonOf(field) }
      for (const argument of field.args)
        yield { path: `${path}.${argument.name}`, type: getNamedType(argument.type), ...reasonOf(argument) }
    }
  }
}

const reasonOf = ({ deprecationReason }: { deprecationReason?: string | null | undefined }) => ({ deprecationReason })
