/** A payload without refusals; throws what was refused otherwise. */
export function done<Payload extends { readonly userErrors: readonly object[] }>(payload: Payload): Payload {
  if (payload.userErrors.length > 0) throw new Refused(payload.userErrors)
  return payload
}

/** The product said no; `userErrors` says why. */
export class Refused extends Error {
  readonly userErrors: readonly object[]
  constructor(userErrors: readonly object[]) {
    super(`Refused: ${JSON.stringify(userErrors)}`)
    this.userErrors = userErrors
  }
}
