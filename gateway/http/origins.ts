/** Whose pages may call. Undefined: anybody's, for nothing is known of a caller that the page itself did not send. */
export type AllowedOrigins = readonly string[] | undefined

/** Whether a page of this origin may call a server that it reaches as `host`. Callers that are no pages have none. */
export function isAllowedOrigin(
  origin: string | undefined,
  host: string | undefined,
  allowed: AllowedOrigins,
): boolean {
  if (origin === undefined || allowed === undefined || allowed.includes(origin)) return true
  // Our own explorer.
  return URL.canParse(origin) && new URL(origin).host === host
}
