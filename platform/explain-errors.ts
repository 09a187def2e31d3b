import { type ExecutionResult, GraphQLError } from 'graphql'
import { Mistake, type MistakeCode } from './errors.ts'
import type { GraphRequest } from './links/link.ts'
import type { Logger } from './log.ts'

/** Gives every error a code. Mistakes are shown as they are; faults are masked, and logged with the request's id. */
export function explainErrors(
  result: ExecutionResult,
  { caller: { requestId } }: GraphRequest,
  log: Logger,
): ExecutionResult {
  if (!result.errors) return result
  const errors = result.errors.map((error) => {
    // Coercion of variables and the like: graphql's own words about the caller's own request.
    const isCallers = error instanceof Mistake || error.originalError instanceof Mistake || !error.originalError
    const code = isCallers ? (error.extensions['code'] ?? 'BAD_REQUEST') : faultCode(error.originalError)
    if (!isCallers) log.error({ requestId, path: error.path?.join('.'), err: error.originalError }, 'a field failed')
    const mistake = isCallers
      ? { message: error.message, extensions: error.extensions }
      : new Mistake(code as MistakeCode, faultMessage)
    return new GraphQLError(mistake.message, {
      nodes: null,
      ...(error.path ? { path: error.path } : {}),
      extensions: { retryable: false, ...mistake.extensions, code, requestId },
    })
  })
  return { ...result, errors }
}

const faultMessage = 'Something went wrong on our side. It was logged under the request id.'

/** Postgres' codes for "cancelled by the timeout" and "too many connections", and Node's for a server that is away. */
function faultCode(error: unknown): MistakeCode {
  const causes = [error, error instanceof Error ? error.cause : null].filter((one) => one instanceof Error)
  const codes = causes.map((one) => ('code' in one ? String(one.code) : ''))
  if (codes.includes('57014')) return 'TIMEOUT'
  if (codes.includes('53300') || causes.some((one) => /timeout exceeded when trying to connect/.test(one.message)))
    return 'OVERLOADED'
  if (codes.some((code) => /^(08|57P)|^E(CONNREFUSED|CONNRESET|PIPE)$/.test(code))) return 'SUBGRAPH_UNAVAILABLE'
  return 'INTERNAL'
}
