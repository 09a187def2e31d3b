export type OutsideErrorCode =
  /** Not http or https, with a name and password, or at another port than 80 and 443. */
  | 'BAD_ADDRESS'
  /** It leads into a private network, or to this machine. */
  | 'PRIVATE_ADDRESS'
  | 'TOO_MANY_REDIRECTS'
  | 'TIMEOUT'
  /** No such name, no answer, or none that is HTTP. */
  | 'UNREACHABLE'

/** Why a server outside was not asked, or gave no answer. Whose address it was stands in none of it. */
export class OutsideError extends Error {
  readonly code: OutsideErrorCode
  constructor(code: OutsideErrorCode, options?: ErrorOptions) {
    super(`A server outside was not reached: ${code}`, options)
    this.name = 'OutsideError'
    this.code = code
  }
}
