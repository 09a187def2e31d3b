import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'

/** How long anybody's answer to an operation may be given to anybody else who is not signed in, in seconds. 0: never. */
export type PublicSeconds = number

/** What the graph says of one field or type: seconds, 0 if it is not for everybody, null if it says nothing. */
type Hint = number | null

/** Directives after which an answer is somebody's own. */
const RESTRICTIONS: ReadonlySet<string> = new Set(['authenticated', 'requiresScopes', 'policy'])

/**
 * Reads the `@cacheControl` hints of a supergraph, and gives what follows from them for an operation, as Apollo's rules
 * have it: the shortest time of all that is selected counts. A field without a hint takes its type's. One without either
 * is public for as long as what it belongs to if it is a leaf, and private if it is not, or belongs to a root type.
 * What is restricted to some callers is private, whatever its hint says.
 */
export function cachePolicies(supergraphSdl: string, schema: GraphQLSchema) {
  const { types, fields } = hintsOf(parse(supergraphSdl, { noLocation: true }))
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()])
  const known = new Map<string, number>()

  /** Infinity: as long as what it belongs to. */
  function secondsOf(parent: GraphQLCompositeType, name: string): number {
    const key = `${parent.name}.${name}`
    const held = known.get(key)
    if (held !== undefined) return held
    // What is asked of an interface may be told of any of its types.
    const owners = isAbstractType(parent) ? [parent, ...schema.getPossibleTypes(parent)] : [parent]
    const seconds = Math.min(...owners.map((owner) => secondsOn(owner, name)))
    known.set(key, seconds)
    return seconds
  }
  function secondsOn(owner: GraphQLCompositeType, name: string): number {
    if (name.startsWith('__')) return Number.POSITIVE_INFINITY
    const field = isObjectType(owner) || isInterfaceType(owner) ? owner.getFields()[name] : undefined
    const ofOwner = types.get(owner.name) ?? null
    if (!field || ofOwner === 0) return 0
    const type = getNamedType(field.type)
    const ofType = types.get(type.name) ?? null
    if (ofType === 0) return 0
    const inherited = isCompositeType(type) || roots.has(owner as never) ? 0 : Number.POSITIVE_INFINITY
    return fields.get(`${owner.name}.${name}`) ?? ofType ?? inherited
  }

  /** Of all operations of the document, and as if no `@skip` and `@include` were there. It costs what a validation rule costs. */
  return function publicSeconds(document: DocumentNode): PublicSeconds {
    let seconds = Number.POSITIVE_INFINITY
    const info = new TypeInfo(schema)
    const visitor = {
      OperationDefinition(node: { readonly operation: string }) {
        if (node.operation !== 'query') seconds = 0
      },
      Field(node: { readonly name: { readonly value: string } }) {
        const parent = info.getParentType()
        seconds = parent ? Math.min(seconds, secondsOf(parent, node.name.value)) : 0
      },
    }
    visit(document, visitWithTypeInfo(info, visitor))
    return Number.isFinite(seconds) ? seconds : 0
  }
}

function hintsOf(supergraph: DocumentNode) {
  const types = new Map<string, Hint>()
  const fields = new Map<string, Hint>()
  for (const definition of supergraph.definitions) {
    if (
      definition.kind !== Kind.OBJECT_TYPE_DEFINITION &&
      definition.kind !== Kind.INTERFACE_TYPE_DEFINITION &&
      definition.kind !== Kind.UNION_TYPE_DEFINITION
    )
      continue
    types.set(definition.name.value, hintIn(definition.directives))
    const own: readonly FieldDefinitionNode[] = 'fields' in definition ? (definition.fields ?? []) : []
    for (const field of own) fields.set(`${definition.name.value}.${field.name.value}`, hintIn(field.directives))
  }
  return { types, fields }
}

function hintIn(directives: readonly ConstDirectiveNode[] | undefined): Hint {
  let hint: Hint = null
  for (const { name, arguments: given = [] } of directives ?? []) {
    if (RESTRICTIONS.has(name.value)) return 0
    if (name.value !== 'cacheControl') continue
    const argumentOf = (argument: string) => given.find((one) => one.name.value === argument)?.value
    const scope = argumentOf('scope')
    const maxAge = argumentOf('maxAge')
    if (scope?.kind === Kind.ENUM && scope.value === 'PRIVATE') return 0
    if (maxAge?.kind === Kind.INT) hint = Number(maxAge.value)
  }
  return hint
}
