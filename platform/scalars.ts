import { GraphQLError, GraphQLScalarType, Kind } from 'graphql'

/**
 * Scalars only tell text from other things; the mutation's input shape looks at what the text says, so that what is wrong
 * with it is a user error with a path rather than a failed request.
 */
const textScalar = (name: string, serialize: (value: unknown) => string = String) =>
  new GraphQLScalarType<string, string>({
    name,
    serialize,
    parseValue: (value) => requireText(name, value),
    parseLiteral: (node) =>
      requireText(name, node.kind === Kind.STRING || (name === 'Long' && node.kind === Kind.INT) ? node.value : null),
  })

function requireText(name: string, value: unknown): string {
  if (typeof value === 'string') return value
  if (name === 'Long' && typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  throw new GraphQLError(`${name} is a string.`, { extensions: { code: 'BAD_REQUEST' } })
}

export const scalars = {
  DateTime: textScalar('DateTime', (value) => (value instanceof Date ? value : new Date(String(value))).toISOString()),
  URL: textScalar('URL'),
  Locale: textScalar('Locale'),
  Long: textScalar('Long'),
  UUID: textScalar('UUID'),
  StreamCursor: textScalar('StreamCursor'),
}
