import { readFileSync } from 'node:fs'
import {
  buildSchema,
  type GraphQLObjectType,
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql'
import type { Kind } from './may-see.ts'
import { isConnection, listOf, partsOf, selectionOf } from './selections.ts'

export const schema = buildSchema(readFileSync(new URL('../../schema/public.graphql', import.meta.url), 'utf8'))
const queries = Object.values(schema.getQueryType()?.getFields() ?? {})

/** One way to look, by its name. */
export interface View {
  readonly name: string
  readonly query: string
}

/** Every way to look at one thing by its `$id`: all its parts through `node`, and each root field that takes an id of it. */
export function viewsOf(kind: Kind): View[] {
  const type = schema.getType(kind) as GraphQLObjectType
  const byNode = partsOf(schema, type).map(({ name, selection }) => ({
    name: `node > ${kind}.${name}`,
    query: `query ($id: ID!) { node(id: $id) { __typename ... on ${kind} ${name === '*' ? selection : `{ ${selection} }`} } }`,
  }))
  const roots = queries.filter((field) => {
    const found = getNamedType(field.type)
    return (
      field.args.some(({ name }) => name === 'id') &&
      (found === type || (!isObjectType(found) && isMember(found.name, type)))
    )
  })
  return [
    ...byNode,
    { name: 'nodes', query: 'query ($id: ID!) { nodes(ids: [$id]) { __typename id } }' },
    ...roots
      .filter(({ name }) => name !== 'node')
      .map((field) => ({
        name: field.name,
        query: `query ($id: ID!) { ${field.name}(id: $id) ${selectionOf(schema, getNamedType(field.type), 1)} }`,
      })),
  ]
}

const isMember = (abstract: string, type: GraphQLObjectType) => {
  const found = schema.getType(abstract)
  return found !== undefined && 'getTypes' in found && found.getTypes().includes(type)
}

/** All that can be looked at without an id: feeds, notifications, what is recommended, one's own lists. */
export const ownViews: readonly View[] = queries
  .filter(({ args, type }) => !args.some(isRequiredArgument) && !isLeafType(getNamedType(type)))
  .filter(({ name, args }) => !args.some((arg) => arg.name === 'id' || arg.name === 'handle') && name !== 'rateLimit')
  .map((field) => ({
    name: field.name,
    query: isConnection(getNamedType(field.type))
      ? `{ ${listOf(schema, field, 40)} }`
      : `{ ${field.name} ${selectionOf(schema, getNamedType(field.type), 2)} }`,
  }))

/** Finding by words: each type that can be searched for. */
export const searchesFor = (words: string): View[] => {
  const search = queries.find(({ name }) => name === 'search')
  const types = schema.getType('SearchType')
  if (!search || !types || !('getValues' in types)) return []
  return types.getValues().map(({ name }) => ({
    name: `search ${name}`,
    query: `{ ${listOf(schema, search, 20, `query: ${JSON.stringify(words)}, types: [${name}]`)} }`,
  }))
}

const subscriptions = Object.values(schema.getSubscriptionType()?.getFields() ?? {})

/** Every subscription that takes the id of a thing of this kind. */
export const watchesOf = (kind: Kind): View[] =>
  subscriptions.flatMap((field) => {
    const arg = field.args.find(({ name }) => name === `${kind[0]?.toLowerCase()}${kind.slice(1)}Id`)
    if (!arg) return []
    return [{ name: field.name, query: `subscription ($id: ID!) { ${field.name}(${arg.name}: $id) { __typename } }` }]
  })

/** Every stream that takes no id, with all that it says of each item. */
export const ownStreams: readonly View[] = subscriptions
  .filter(({ args }) => !args.some(isRequiredArgument) && args.some(({ name }) => name === 'after'))
  .map((field) => ({
    name: field.name,
    query: `subscription ($after: StreamCursor) { ${field.name}(after: $after) ${selectionOf(schema, getNamedType(field.type), 3)} }`,
  }))
