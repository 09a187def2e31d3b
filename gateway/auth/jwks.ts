import type { AccessTokens } from '@varal/platform/access-tokens'
import type { Page } from '../http/other-pages.ts'

export const JWKS_PATH = '/.well-known/jwks.json'

/** The keys of access tokens, for others who check them. Five minutes old at most: a new key is shown long before it signs. */
export function jwksPage({ jwks }: Pick<AccessTokens, 'jwks'>): Page {
  return {
    headers: { 'content-type': 'application/jwk-set+json', 'cache-control': 'public, max-age=300' },
    body: JSON.stringify(jwks),
  }
}
