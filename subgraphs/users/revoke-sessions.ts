import type { Context } from '@varal/platform/context'
import type { SessionId } from '@varal/schema/ids'

/** After the commit that ended sessions: their access tokens end too, within 5 s, and streams with them. */
export async function revokeSessions<Result extends { readonly endedSessionIds: readonly SessionId[] }>(
  result: Result,
  { accessTokens }: Context<unknown>,
): Promise<Result> {
  for (const id of result.endedSessionIds) accessTokens.revoke(id)
  return result
}
