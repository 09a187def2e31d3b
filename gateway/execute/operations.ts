import type { SubgraphLink } from '@varal/platform/links/link'
import { type DocumentNode, GraphQLError, NoFragmentCyclesRule, parse, specifiedRules, validate } from 'graphql'
import { type OperationLimits, operationLimitRule, operationLimits } from '../limits/operation-limits.ts'
import { parseLimits } from '../limits/parse-limits.ts'
import { KeptOperations } from './kept-operations.ts'
import { compileOperation, type Operation } from './operation.ts'
import { responseNames } from './response-names.ts'
import type { LoadedSupergraph } from './supergraph.ts'

/** Characters of texts whose operations are kept compiled. What anybody makes up does not push out what was published. */
const PUBLISHED_CHARACTERS_MAX = 2_000_000
const OTHER_CHARACTERS_MAX = 300_000

/** Mistakes of one text that are told. Each costs graphql a search for what may have been meant. */
const ERRORS_MAX = 10

export interface Operations {
  /** @throws GraphQLError or InvalidOperation, about the caller's text; whatever else is thrown is our fault */
  get(text: string, operationName: string | undefined, isPublished: boolean): Operation
  /** What is too much of it or wrong with it, before anything is done that grows with it; nothing of a text that cannot be read. */
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

  const published = new KeptOperations(PUBLISHED_CHARACTERS_MAX)
  const others = new KeptOperations(OTHER_CHARACTERS_MAX)
  const keyOf = (text: string, operationName: string | undefined) =>
    operationName === undefined ? text : `${operationName}\0${text}`

  const parsed = (text: string) => parse(text, parseLimits)
  /** For what is kept: where each word stands takes more memory than all the rest. */
  const parsedToKeep = (text: string) => parse(text, { ...parseLimits, noLocation: true })
  const excessesOf = (document: DocumentNode) => validate(supergraph.clientSchema, document, ownRules)

  function errorsIn(document: DocumentNode): readonly GraphQLError[] {
    const excesses = excessesOf(document)
    return excesses.length > 0
      ? excesses
      : validate(supergraph.clientSchema, document, specifiedRules, { maxErrors: ERRORS_MAX })
  }
  function compile(text: string, operationName: string | undefined): Operation {
    const document = parsedToKeep(text)
    // Who is told of errors is told where they are.
    if (errorsIn(document).length > 0) throw new InvalidOperation(errorsIn(parsed(text)))
    return compileOperation(document, operationName, supergraph, links)
  }
  function known(text: string, operationName: string | undefined): Operation | undefined {
    const key = keyOf(text, operationName)
    return published.get(key) ?? others.get(key)
  }
  return {
    excesses(text) {
      try {
        return errorsIn(parsed(text))
      } catch {
        return []
      }
    },
    known,
    get(text, operationName, isPublished) {
      const operation = known(text, operationName) ?? compile(text, operationName)
      const kept = isPublished ? published : others
      kept.add(keyOf(text, operationName), operation)
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
