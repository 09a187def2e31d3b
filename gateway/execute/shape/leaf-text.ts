import { type GraphQLLeafType, isEnumType, specifiedScalarTypes } from 'graphql'

/** A value as JSON; undefined if it is none of the type's. */
export type LeafText = (value: unknown) => string | undefined

/** Longer texts are quoted by the engine: looking for what must be escaped would take longer than that. */
const SHORT = 5_000
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON escapes
const mustBeEscaped = /[\u0000-\u001f"\\\ud800-\udfff]/

const quote = (text: string): string =>
  text.length < SHORT && !mustBeEscaped.test(text) ? `"${text}"` : JSON.stringify(text)

const string: LeafText = (value) => (typeof value === 'string' ? quote(value) : undefined)
const integer = (value: unknown) => (Number.isInteger(value) ? String(value) : undefined)

const builtIn: Readonly<Record<string, LeafText>> = {
  String: string,
  ID: (value) => (typeof value === 'string' ? quote(value) : integer(value)),
  Int: integer,
  Float: (value) => (Number.isFinite(value) ? String(value) : undefined),
  Boolean: (value) => (typeof value === 'boolean' ? String(value) : undefined),
}

/** Scalars of our own are whatever their subgraph says. */
const custom: LeafText = (value) => (typeof value === 'string' ? quote(value) : JSON.stringify(value))

export function leafText(type: GraphQLLeafType): LeafText {
  if (isEnumType(type)) {
    const written = new Map(type.getValues().map(({ name }) => [name, JSON.stringify(name)]))
    return (value) => written.get(value as string)
  }
  const isBuiltIn = specifiedScalarTypes.some(({ name }) => name === type.name)
  return (isBuiltIn && builtIn[type.name]) || custom
}
