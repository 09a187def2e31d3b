import { RefreshSessionDocument } from '@varal/schema/operations/documents'
import type { Connection } from './connect.ts'
import { done } from './done.ts'

export interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string
  /** When the access token ends, RFC 3339. */
  readonly expiresAt: string
}

/** A new access token is fetched when the old one has less left than this. */
const MARGIN_MS = 60_000

/** The access token to send now. Renewed in time, by one request however many ask. */
export function renewedAccessToken(first: Tokens, stranger: Connection): () => Promise<string> {
  let tokens = first
  let renewing: Promise<void> | undefined

  async function renew(): Promise<void> {
    const { refreshSession } = await stranger.send(RefreshSessionDocument, {
      input: { refreshToken: tokens.refreshToken },
    })
    tokens = done(refreshSession).tokens ?? tokens
  }
  return async () => {
    if (Date.parse(tokens.expiresAt) - Date.now() < MARGIN_MS) {
      renewing ??= renew().finally(() => {
        renewing = undefined
      })
      await renewing
    }
    return tokens.accessToken
  }
}
