import { type ExecutionResult, GraphQLError } from 'graphql'
import { Mistake, type MistakeCode } from './errors.ts'
import { faultCode } from './faults.ts'
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
    const code = isCallers(error) ? (error.extensions['code'] ?? 'BAD_REQUEST') : faultCode(error.originalError)
    const shown = isCallers(error)
      ? error
      : new Mistake(code as MistakeCode, faultMessages[code as MistakeCode] ?? faultMessage)
    if (shown !== error && code !== 'BAD_REQUEST')
      log.error({ requestId, path: error.path?.join('.'), err: error.originalError }, 'a field failed')
    return new GraphQLError(shown.message, {
      nodes: null,
      ...(error.path ? { path: error.path } : {}),
      extensions: { retryable: false, ...shown.extensions, code, requestId },
    })
  })
  return { ...result, errors }
}

/** A mistake, or graphql's own words about the request: it does not parse, or a variable has the wrong form. */
function isCallers(error: GraphQLError): boolean {
  const { originalError, path } = error
  if (error instanceof Mistake || originalError instanceof Mistake || !originalError) return true
  return path === undefined && originalError instanceof GraphQLError
}

const faultMessage = 'Something went wrong on our side. It was logged under the request id.'

const faultMessages: Partial<Record<MistakeCode, string>> = {
  BAD_REQUEST: 'Text may not contain the character NUL.',
}
