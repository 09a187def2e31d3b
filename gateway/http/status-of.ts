import type { Answer } from '../execute/answer.ts'

const statuses: Readonly<Record<string, number>> = {
  BAD_REQUEST: 400,
  COST_EXCEEDED: 400,
  OPERATION_NOT_IN_MANIFEST: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  RATE_LIMITED: 429,
  OVERLOADED: 503,
  SUBGRAPH_UNAVAILABLE: 503,
  TIMEOUT: 504,
}

/** Without data the request itself was wrong, or we were: the status says which. */
export function statusOf({ hasData, errors }: Pick<Answer, 'hasData' | 'errors'>): number {
  return hasData ? 200 : (statuses[errors[0]?.extensions.code ?? ''] ?? 500)
}
