import type { SubgraphLink } from '@varal/platform/links/link'
import { type DocumentNode, GraphQLError, NoFragmentCyclesRule, parse, specifiedRules, validate } from 'graphql'
import { type OperationLimits, operationLimitRule, operationLimits } from '../limits/operation-limits.ts'
import { parseLimits } from '../limits/parse-limits.ts'
import { compileOperation, type Operation } from './operation.ts'
import { responseNames } from './response-names.ts'
import type { LoadedSupergraph } from './supergraph.ts'

/** Operations that are kept compiled. */
const KEPT_MAX = 1_000
/** Longer texts are compiled each time, so that what is kept has a bound in bytes too. People do not write such texts. */
const KEPT_CHARACTERS_MAX = 20_000

export interface Operations {
  /** @throws GraphQLError or InvalidOperation, about the caller's text; whatever else is thrown is our fault */
  get(text: string, operationName: string | undefined): Operation
  /** What is too much of it, before anything is done that grows with it. A text that cannot be read is not too much. */
  excesses(text: string): readonly GraphQLError[]
  /** The operation, if it was asked for before. */
  known(text: string, operationName: string | undefined): Operation | undefined
}

/** Parses, validates, plans and compiles each operation once, for as long as it is kept. */
export function compiledOperations(
  supergraph: LoadedSupergraph,
  links: Readonly<Record<string, SubgraphLink>>,
  limits: OperationLimits | null = operationLimits,
): Operations {
  // Before graphql's others: of what these let through, those are quick, and do not go in circles until the stack ends.
  const ownRules = [
    NoFragmentCyclesRule,
    responseNames,
    ...(limits ? [operationLimitRule(supergraph.supergraphSchema, limits)] : []),
  ]

  const kept = new Map<string, Operation>()
  const keyOf = (text: string, operationName: string | undefined) =>
    operationName === undefined ? text : `${operationName}\0${text}`

  const parsed = (text: string) => parse(text, parseLimits)
  const excessesOf = (document: DocumentNode) => validate(supergraph.clientSchema, document, ownRules)

  function compile(text: string, operationName: string | undefined): Operation {
    const document = parsed(text)
    const excesses = excessesOf(document)
    const errors = excesses.length > 0 ? excesses : validate(supergraph.clientSchema, document, specifiedRules)
    if (errors.length > 0) throw new InvalidOperation(errors)
    return compileOperation(document, operationName, supergraph, links)
  }
  return {
    excesses(text) {
      try {
        return excessesOf(parsed(text))
      } catch {
        return []
      }
    },
    known: (text, operationName) => kept.get(keyOf(text, operationName)),
    get(text, operationName) {
      if (text.length > KEPT_CHARACTERS_MAX) return compile(text, operationName)
      const key = keyOf(text, operationName)
      const present = kept.get(key)
      if (present) return present
      const operation = compile(text, operationName)
      if (kept.size >= KEPT_MAX) kept.delete(kept.keys().next().value as string)
      kept.set(key, operation)
      return operation
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
