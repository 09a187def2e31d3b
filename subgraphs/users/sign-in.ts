import type { Context } from '@varal/platform/context'
import { isRefusal, type Outcome } from '@varal/platform/outcome'
import type { UserId } from '@varal/schema/ids'
import type { ViewerModel } from './models.ts'
import { openSession } from './sessions/open-session.ts'
import { type TokenPair, tokenPair } from './sessions/token-pair.ts'

/** Opens a session, in a transaction of its own, for somebody who has just proved who they are. */
export async function signIn(
  userId: UserId,
  { work, caller, accessTokens }: Context<unknown>,
): Promise<Outcome<{ viewer: ViewerModel; tokens: TokenPair; erasureCancelled: boolean }>> {
  const session = await work((unit) => openSession(unit, userId, caller.device))
  if (isRefusal(session)) return session
  const { viewer, erasureCancelled } = session
  return { viewer, erasureCancelled, tokens: await tokenPair(session, accessTokens) }
}
