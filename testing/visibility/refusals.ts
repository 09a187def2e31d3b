import { randomUUID } from 'node:crypto'
import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql'
import { schema } from './views.ts'

/** A mutation that is sent with an id of something which its sender may not see. */
export interface Attempt {
  readonly name: string
  readonly query: string
  readonly input: (id: string) => object
}

/**
 * Of every mutation each place for an id, the rest of its input being as good as a generated one can be: whatever it says
 * of what may not be seen, it must say of what does not exist.
 */
export const attempts: readonly Attempt[] = Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap(
  (mutation) => {
    const type = getNamedType(mutation.args[0]?.type as GraphQLInputType)
    if (!isInputObjectType(type)) return []
    const fields = Object.values(type.getFields())
    const required = fields.filter((field) => isNonNullType(field.type) && field.defaultValue === undefined)
    return fields
      .filter((field) => getNamedType(field.type).name === 'ID')
      .map((field) => ({
        name: `${mutation.name}.${field.name}`,
        query: `mutation ($input: ${type.name}!) { ${mutation.name}(input: $input) { __typename userErrors { code message path } } }`,
        input: (id: string) => ({
          ...Object.fromEntries(required.map((one) => [one.name, plausible(one.type, one.name, id)])),
          [field.name]: isList(field.type) ? [id] : id,
        }),
      }))
  },
)

const isList = (type: GraphQLInputType): boolean => isListType(isNonNullType(type) ? type.ofType : type)

function plausible(type: GraphQLInputType, name: string, id: string): unknown {
  if (isNonNullType(type)) return plausible(type.ofType, name, id)
  if (isListType(type)) return [plausible(type.ofType, name, id)]
  const named = getNamedType(type)
  if (isInputObjectType(named))
    return Object.fromEntries(
      Object.values((named as GraphQLInputObjectType).getFields())
        .filter((field) => isNonNullType(field.type))
        .map((field) => [field.name, plausible(field.type, field.name, id)]),
    )
  if ('getValues' in named) return named.getValues()[0]?.name
  switch (named.name) {
    case 'ID':
      return id
    case 'UUID':
      return randomUUID()
    case 'Boolean':
      return true
    case 'Int':
      return 1
    case 'Long':
      return '1'
    case 'URL':
      return 'https://example.org/'
    case 'DateTime':
      return new Date(Date.now() + 60_000).toISOString()
    default:
      return name === 'sha256' ? 'a'.repeat(64) : 'something'
  }
}
