import { createHash } from 'node:crypto'
import { BoundedMap } from '@varal/platform/bounded-map'
import type { Caller } from '@varal/platform/viewer'
import { type DocumentNode, GraphQLError, type OperationTypeNode, parse, specifiedRules, validate } from 'graphql'
import { parseLimits } from '../limits/parse-limits.ts'
import { selectionLimit } from '../limits/selection-limit.ts'
import { buildOperationContext, type OperationContext, type QueryPlan } from './apollo-internals.ts'
import type { LoadedSupergraph } from './supergraph.ts'

/** An operation that can be run as often as it is asked for. */
export interface Operation {
  readonly kind: OperationTypeNode
  readonly document: DocumentNode
  readonly context: OperationContext
  readonly plan: QueryPlan
}

/** What is asked, and by whom. */
export interface OperationCall {
  readonly operation: Operation
  readonly variables: Readonly<Record<string, unknown>>
  readonly caller: Caller
  /** The client has left. */
  readonly signal?: AbortSignal | undefined
}

/** Operations that are kept planned. */
const KEPT_MAX = 1_000
/** Longer texts are planned each time, so that what is kept has a bound in bytes too. People do not write such texts. */
const KEPT_CHARACTERS_MAX = 20_000

export type Operations = ReturnType<typeof plannedOperations>

/** Parses, validates and plans each operation once, for as long as it is kept. */
export function plannedOperations(supergraph: LoadedSupergraph) {
  const kept = new BoundedMap<string, { operation?: Operation }>(KEPT_MAX, () => ({}))

  /** @throws GraphQLError whose code is BAD_REQUEST */
  function prepare(text: string, operationName: string | undefined): Operation {
    const document = parse(text, { ...parseLimits, noLocation: false })
    const errors = validate(supergraph.clientSchema, document, [...specifiedRules, selectionLimit])
    if (errors.length > 0) throw new InvalidOperation(errors)
    const context = buildOperationContext({
      schema: supergraph.clientSchema,
      operationDocument: document,
      ...(operationName === undefined ? {} : { operationName }),
    })
    return { kind: context.operation.operation, document, context, plan: supergraph.plan(document, operationName) }
  }

  return {
    /** @throws GraphQLError or InvalidOperation, about the caller's text; whatever else is thrown is our fault */
    get(text: string, operationName: string | undefined): Operation {
      if (text.length > KEPT_CHARACTERS_MAX) return prepare(text, operationName)
      const key = createHash('sha256')
        .update(`${operationName ?? ''}\0${text}`)
        .digest('base64')
      const held = kept.get(key)
      held.operation ??= prepare(text, operationName)
      return held.operation
    },
  }
}

/** What is wrong with an operation's text, all of it. */
export class InvalidOperation extends Error {
  readonly errors: readonly GraphQLError[]

  constructor(errors: readonly GraphQLError[]) {
    super(errors.map((error) => error.message).join('\n'))
    this.errors = errors
  }
}

/** What the caller did wrong, or null if the error is not about the caller's text. */
export function operationErrors(error: unknown): readonly GraphQLError[] | null {
  if (error instanceof InvalidOperation) return error.errors
  return error instanceof GraphQLError ? [error] : null
}
