import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql'

/** A part of all that can be asked of a thing. */
export interface Part {
  /** The list that it reads, or "*" for what is not in a list. */
  readonly name: string
  readonly selection: string
}

/** How many of each list: strangers may not ask for many. */
const FIRST = 10

/**
 * All that a client can ask of a thing of this type: what is not in a list by itself, two things deep, and each list by
 * itself. It is read off the schema: what the schema has tomorrow is asked tomorrow.
 */
export function partsOf(schema: GraphQLSchema, type: GraphQLObjectType): Part[] {
  const lists = askable(type).filter((field) => isConnection(getNamedType(field.type)))
  return [
    { name: '*', selection: selectionOf(schema, type, 2) },
    ...lists.map((field) => ({ name: field.name, selection: listOf(schema, field, FIRST) })),
  ]
}

/** A list with what it says of itself, and of each thing in it what is plain. */
export function listOf(
  schema: GraphQLSchema,
  field: GraphQLField<unknown, unknown>,
  length: number,
  args = '',
): string {
  const connection = getNamedType(field.type) as GraphQLObjectType
  const rest = askable(connection).filter(({ name }) => !['edges', 'nodes', 'pageInfo'].includes(name))
  const nodes = connection.getFields()['nodes'] ?? connection.getFields()['edges']
  const node = getNamedType(nodes?.type ?? connection)
  const things = selectionOf(schema, node, 1)
  const own = rest.map((one) => fieldOf(schema, one, 1)).filter((text) => text !== null)
  const first = field.args.some(({ name }) => name === 'first') ? `first: ${length}` : ''
  const given = [args, first].filter(Boolean).join(', ')
  return `${field.name}${given && `(${given})`} { ${nodes?.name} ${things} pageInfo { hasNextPage hasPreviousPage } ${own.join(' ')} }`
}

export const isConnection = (type: GraphQLNamedType) => type.name.endsWith('Connection')

/** What can be asked without knowing anything else. Cursors say nothing, and are others each time. */
const askable = (type: GraphQLObjectType) =>
  Object.values(type.getFields()).filter(({ name, args }) => !/cursor$/i.test(name) && !args.some(isRequiredArgument))

/** @param depth how many things deep what is found leads on to others; lists not. */
export function selectionOf(schema: GraphQLSchema, type: GraphQLNamedType, depth: number): string {
  if (isObjectType(type)) {
    const fields = askable(type).map((field) => fieldOf(schema, field, depth))
    return `{ __typename ${fields.filter((text) => text !== null).join(' ')} }`
  }
  if (!isAbstractType(type)) return ''
  // Members may have fields of one name and different types: the first member's is asked for.
  const taken = new Map<string, string>()
  const fragments = schema.getPossibleTypes(type).map((member) => {
    const fields = askable(member).filter(({ name, type: fieldType }) => {
      const shape = fieldType.toString()
      return taken.get(name) === shape || (!taken.has(name) && taken.set(name, shape))
    })
    const texts = fields.map((field) => fieldOf(schema, field, depth - 1)).filter((text) => text !== null)
    return `... on ${member.name} { __typename ${texts.join(' ')} }`
  })
  return `{ __typename ${fragments.join(' ')} }`
}

function fieldOf(schema: GraphQLSchema, field: GraphQLField<unknown, unknown>, depth: number): string | null {
  const type = getNamedType(field.type)
  if (isLeafType(type)) return field.name
  if (isConnection(type) || depth < 1) return null
  return `${field.name} ${selectionOf(schema, type, depth - 1)}`
}
