import { buildSubgraphSchema } from '@apollo/subgraph'
import { type IdKind, idPrefixes } from '@varal/schema/ids'
import { type Language, messages } from '@varal/schema/messages'
import { subgraphSdl } from '@varal/schema/sdl'
import type { GraphName } from '@varal/schema/subgraph-names'
import { defaultFieldResolver, type GraphQLField, type GraphQLSchema, isObjectType } from 'graphql'
import type { Context } from './context.ts'
import { Mistake } from './errors.ts'
import { decodeId, encodeId } from './global-ids.ts'
import { isRefusal, type UserErrorModel } from './outcome.ts'
import { scalars } from './scalars.ts'
import type { ResolverMap, Subgraph } from './subgraph.ts'

/** The executable schema of a subgraph: its slices' resolvers, and what holds for every subgraph. */
export function subgraphSchema(subgraph: Pick<Subgraph, 'slices'> & { readonly name: GraphName }): GraphQLSchema {
  const merged = mergeSlices(subgraph.slices)
  for (const [type, fields] of Object.entries(merged)) {
    if (isIdKind(type) && fields.__resolveReference)
      fields.__resolveReference = withDecodedId(type, fields.__resolveReference)
  }
  const typeDefs = subgraphSdl(subgraph.name)
  const schema = buildSubgraphSchema([
    { typeDefs, resolvers: { ...scalars, ...userErrorResolvers, ...merged } as never },
  ])
  completeFields(schema)
  return schema
}

/** Lays the resolvers of slices over each other; throws if two of them claim a field. */
export function mergeSlices(slices: readonly ResolverMap[]): ResolverMap {
  const merged: ResolverMap = {}
  for (const slice of slices) {
    for (const [type, fields] of Object.entries(slice)) {
      merged[type] ??= {}
      for (const [field, resolve] of Object.entries(fields)) {
        if (merged[type][field]) throw new Error(`${type}.${field} is resolved by two slices`)
        merged[type][field] = resolve
      }
    }
  }
  return merged
}

const isIdKind = (type: string): type is IdKind => type in idPrefixes

type ResolveReference = (reference: Record<string, unknown>, ctx: unknown, info: unknown) => unknown

/** Inside, ids are UUIDs: another subgraph's reference is decoded; one that is no id of this kind is nobody's. */
function withDecodedId(kind: IdKind, resolve: ResolveReference): ResolveReference {
  return (reference, ctx, info) => {
    if (!('id' in reference)) return resolve(reference, ctx, info)
    const id = decodeId(kind, reference['id'])
    return id === null ? null : resolve({ ...reference, id }, ctx, info)
  }
}

/** `id` fields leave as TypeIDs, refusals fill `userErrors`, and `@authenticated` fields refuse the anonymous. */
function completeFields(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue
    const typeIsClosed = requiresSignIn(type.astNode)
    for (const field of Object.values(type.getFields())) {
      if (field.name === 'id' && isIdKind(type.name))
        field.resolve = (row) => encodeId(type.name as IdKind, (row as { id: never }).id)
      if (field.name === 'userErrors') field.resolve = (payload) => (isRefusal(payload) ? payload.userErrors : [])
      if (typeIsClosed || requiresSignIn(field.astNode)) guard(field)
    }
  }
}

const requiresSignIn = (node: { directives?: readonly { name: { value: string } }[] } | null | undefined) =>
  node?.directives?.some((one) => one.name.value === 'authenticated') ?? false

function guard(field: GraphQLField<unknown, Context<unknown>>): void {
  const check = (ctx: Context<unknown>) => {
    if (ctx.viewer.kind === 'anonymous')
      throw new Mistake('UNAUTHENTICATED', 'Sign in first: send `Authorization: Bearer <access token>`.')
  }
  const { resolve = defaultFieldResolver, subscribe } = field
  field.resolve = (parent, args, ctx, info) => {
    check(ctx)
    return resolve(parent, args, ctx, info)
  }
  if (!subscribe) return
  field.subscribe = (parent, args, ctx, info) => {
    check(ctx)
    return subscribe(parent, args, ctx, info)
  }
}

const sayIt = (error: UserErrorModel, language: Language) =>
  error.fault ? messages[language].fault(error.fault) : messages[language].codes[error.code]

const spoken = {
  message: (error: UserErrorModel, _args: unknown, ctx: Context<unknown>) => sayIt(error, ctx.caller.language),
}

const userErrorResolvers: ResolverMap = {
  UserError: {
    __resolveType: ({ retryAfterMs, currentVersion }: UserErrorModel) => {
      if (retryAfterMs !== undefined) return 'RateLimitedError'
      return currentVersion === undefined ? 'ValidationError' : 'VersionConflictError'
    },
  },
  ValidationError: spoken,
  VersionConflictError: spoken,
  RateLimitedError: spoken,
}
