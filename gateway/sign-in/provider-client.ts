import type { Clock } from '@varal/platform/clock'
import type { OidcProvider } from '@varal/platform/oidc-providers'
import * as client from 'openid-client'

/** Of each request to a provider. A person waits. */
const DEADLINE_S = 5
/** What a provider says of itself is asked again after an hour, and after a failure once it may be over. */
const REMEMBERED_MS = 60 * 60 * 1_000
const FAILURE_REMEMBERED_MS = 2_000

/** Gives what is needed to ask a provider. @throws if it does not answer within five seconds, or not as itself */
export type ProviderClient = () => Promise<client.Configuration>

/** Asks a provider of what it is only when somebody wants to sign in with it, so that one that is away keeps nothing from starting. */
export function providerClient(provider: OidcProvider, clock: Clock): ProviderClient {
  let known: { readonly untilMs: number; readonly found: Promise<client.Configuration> } | undefined

  return () => {
    const nowMs = clock.now().getTime()
    if (known && nowMs < known.untilMs) return known.found
    const found = discover(provider)
    const asked = { untilMs: nowMs + REMEMBERED_MS, found }
    known = asked
    found.catch(() => {
      if (known === asked) known = { found, untilMs: clock.now().getTime() + FAILURE_REMEMBERED_MS }
    })
    return found
  }
}

async function discover({
  issuer,
  clientId,
  clientSecret,
  secretIn,
  discoveryUrl,
}: OidcProvider): Promise<client.Configuration> {
  const proof = clientSecret === undefined ? client.None() : authentication[secretIn](clientSecret)
  const isPlain = [issuer, discoveryUrl].some((url) => url?.startsWith('http:'))
  const found = await client.discovery(new URL(discoveryUrl ?? issuer), clientId, undefined, proof, {
    timeout: DEADLINE_S,
    execute: isPlain ? [client.allowInsecureRequests] : [],
  })
  const told = found.serverMetadata().issuer
  // A document from elsewhere must be of the provider whose word is taken.
  if (told !== issuer && told !== `${issuer}/` && `${told}/` !== issuer)
    throw new Error(`it calls itself ${told.slice(0, 200)}`)
  return found
}

const authentication = { basic: client.ClientSecretBasic, post: client.ClientSecretPost } as const
