export interface GraphErrorEntry {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions?: { readonly code?: string; readonly requestId?: string; readonly retryable?: boolean }
}

/** The request as a whole, or a part of it, failed. What the product refuses is in the payload's `userErrors` instead. */
export class RequestFailed extends Error {
  readonly errors: readonly GraphErrorEntry[]
  constructor(errors: readonly GraphErrorEntry[]) {
    super(errors.map((one) => `${one.extensions?.code ?? 'ERROR'}: ${one.message}`).join('; '))
    this.errors = errors
  }
}
