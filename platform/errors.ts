import { GraphQLError } from 'graphql'

/** Codes of top-level errors. Clients act on them; what goes wrong within the product is a `userErrors` entry instead. */
export type MistakeCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_REQUEST'
  | 'CURSOR_EXPIRED'
  | 'OVERLOADED'
  | 'SUBGRAPH_UNAVAILABLE'
  | 'TIMEOUT'
  | 'INTERNAL'

const retryable: ReadonlySet<MistakeCode> = new Set(['OVERLOADED', 'SUBGRAPH_UNAVAILABLE', 'TIMEOUT', 'INTERNAL'])

/** The caller's mistake, thrown at the edge and shown as it is. Any other error is a fault: masked, and logged. */
export class Mistake extends GraphQLError {
  constructor(code: MistakeCode, message: string) {
    super(message, { extensions: { code, retryable: retryable.has(code) } })
    this.name = 'Mistake'
  }
}
