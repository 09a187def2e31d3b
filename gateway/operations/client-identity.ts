/** Which software a request says it comes from. Anybody can say anything: it counts uses and finds ids, and allows nothing. */
export interface ClientIdentity {
  /** As manifests name clients: 1 to 64 of a-z, 0-9, dot and dash. Null if it was not said, or is no such name. */
  readonly name: string | null
  /** 1 to 64 of letters, digits and ._+- */
  readonly version: string | null
}

export const nameless: ClientIdentity = { name: null, version: null }

/** How the clients that there are say it: Apollo's, those that follow the GraphQL-over-HTTP habit, and by hand. */
const prefixes = ['apollographql-client', 'graphql-client', 'x-client'] as const
const NAME = /^[a-z0-9.-]{1,64}$/
const VERSION = /^[\w.+-]{1,64}$/

/**
 * Reads the headers of a request, or the payload of `connection_init`, in which browsers send what they cannot send as
 * headers. @param said names in lower case, as Node gives headers
 */
export function clientOf(said: Readonly<Record<string, unknown>> | null | undefined): ClientIdentity {
  if (!said) return nameless
  for (const prefix of prefixes) {
    const name = said[`${prefix}-name`]
    if (typeof name !== 'string') continue
    const lowered = name.toLowerCase()
    const version = said[`${prefix}-version`]
    return {
      name: NAME.test(lowered) ? lowered : null,
      version: typeof version === 'string' && VERSION.test(version) ? version : null,
    }
  }
  return nameless
}
