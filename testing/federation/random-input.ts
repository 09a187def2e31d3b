import {
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  Kind,
  parseType,
  type ValueNode,
  type VariableDefinitionNode,
} from 'graphql'
import type { Random } from './seeded-random.ts'

/** Values for arguments, and the variables that they are said with. */
export interface RandomInput {
  readonly definitions: readonly VariableDefinitionNode[]
  /** What a client sends. Some variables have defaults and are not sent. */
  readonly variables: Readonly<Record<string, unknown>>
  /** A literal, a variable, or a literal with variables in it. */
  value(type: GraphQLInputType): ValueNode
}

const VARIABLES_MAX = 6
const TEXTS = ['a', 'b', '"', 'é', '']

export function randomInput(random: Random): RandomInput {
  const definitions: VariableDefinitionNode[] = []
  const variables: Record<string, unknown> = {}

  function value(type: GraphQLInputType): ValueNode {
    return random.chance(0.4) ? variable(type) : literal(type)
  }

  function variable(type: GraphQLInputType): ValueNode {
    const known = definitions.filter((one) => printed(one) === String(type))
    const isOld = known.length > 0 && (random.chance(0.5) || definitions.length >= VARIABLES_MAX)
    if (!isOld && definitions.length >= VARIABLES_MAX) return literal(type)
    return { kind: Kind.VARIABLE, name: isOld ? random.pick(known).variable.name : defined(type) }
  }

  function defined(type: GraphQLInputType) {
    const name = { kind: Kind.NAME, value: `v${definitions.length}` } as const
    const sent = randomValue(type, random)
    const hasDefault = random.chance(0.4)
    const mayBeAbsent = hasDefault || !isNonNullType(type)
    const defaultValue = hasDefault ? { defaultValue: nodeOf(randomValue(type, random), type) as never } : {}
    definitions.push({
      kind: Kind.VARIABLE_DEFINITION,
      variable: { kind: Kind.VARIABLE, name },
      type: parseType(String(type), { noLocation: true }),
      ...defaultValue,
    })
    if (!mayBeAbsent || random.chance(0.7)) variables[name.value] = sent
    return name
  }

  function literal(type: GraphQLInputType): ValueNode {
    if (!isNonNullType(type) && random.chance(0.1)) return { kind: Kind.NULL }
    const some = isNonNullType(type) ? type.ofType : type
    if (isListType(some)) {
      // One value is taken for a list of one.
      if (random.chance(0.15)) return literal(some.ofType)
      return { kind: Kind.LIST, values: Array.from({ length: random.below(3) }, () => value(some.ofType)) }
    }
    if (!isInputObjectType(some)) return nodeOf(randomValue(some, random), some)
    const fields = Object.values(some.getFields()).filter((one) => isRequiredInputField(one) || random.chance(0.5))
    return {
      kind: Kind.OBJECT,
      fields: fields.map(({ name, type }) => ({
        kind: Kind.OBJECT_FIELD,
        name: { kind: Kind.NAME, value: name },
        value: value(type),
      })),
    }
  }

  return { definitions, variables, value }
}

/** A value of the type, as JSON has it. */
export function randomValue(type: GraphQLInputType, random: Random): unknown {
  if (!isNonNullType(type) && random.chance(0.1)) return null
  const some = isNonNullType(type) ? type.ofType : type
  if (isListType(some)) return Array.from({ length: random.below(3) }, () => randomValue(some.ofType, random))
  if (isEnumType(some)) return random.pick(some.getValues()).name
  if (isInputObjectType(some)) {
    const fields = Object.values(some.getFields()).filter((one) => isRequiredInputField(one) || random.chance(0.5))
    return Object.fromEntries(fields.map(({ name, type }) => [name, randomValue(type, random)]))
  }
  if (some.name === 'Boolean') return random.chance(0.5)
  // Small, as a page is: lists are not longer than what limits let through.
  if (some.name === 'Int') return 1 + random.below(3)
  if (some.name === 'Float') return random.below(10) / 4
  return random.pick(TEXTS)
}

const printed = ({ type }: VariableDefinitionNode): string => typeText(type)
const typeText = (type: VariableDefinitionNode['type']): string => {
  if (type.kind === Kind.NAMED_TYPE) return type.name.value
  return type.kind === Kind.LIST_TYPE ? `[${typeText(type.type)}]` : `${typeText(type.type)}!`
}

/** The literal of a plain value. */
function nodeOf(value: unknown, type: GraphQLInputType): ValueNode {
  const some = isNonNullType(type) ? type.ofType : type
  if (value === null) return { kind: Kind.NULL }
  if (Array.isArray(value) && isListType(some))
    return { kind: Kind.LIST, values: value.map((one) => nodeOf(one, some.ofType)) }
  if (isInputObjectType(some))
    return {
      kind: Kind.OBJECT,
      fields: Object.entries(value as object).map(([name, inner]) => ({
        kind: Kind.OBJECT_FIELD,
        name: { kind: Kind.NAME, value: name },
        value: nodeOf(inner, some.getFields()[name]!.type),
      })),
    }
  if (isEnumType(some)) return { kind: Kind.ENUM, value: String(value) }
  if (typeof value === 'boolean') return { kind: Kind.BOOLEAN, value }
  if (typeof value === 'number' && Number.isInteger(value)) return { kind: Kind.INT, value: String(value) }
  if (typeof value === 'number') return { kind: Kind.FLOAT, value: String(value) }
  return { kind: Kind.STRING, value: String(value) }
}
