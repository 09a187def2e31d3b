import type { Context } from '@varal/platform/context'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Viewer } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { SessionId } from '@varal/schema/ids'
import { eq, getTableColumns } from 'drizzle-orm'
import { z } from 'zod'
import { isLive } from './lifetime.ts'
import type { OpenSession } from './open-session.ts'
import { type RefreshToken, readRefreshToken, successorOf } from './refresh-token.ts'
import { roleOfOwner, sessions } from './tables.ts'
import { type TokenPair, tokenPair } from './token-pair.ts'

/** So soon after it was traded, a token that comes again is a client's whose answer was lost, and not a thief's. */
const LOST_ANSWER_MS = 10_000

export const refreshSessionInput = z.object({ refreshToken: z.string().max(1_000) })
type RefreshSessionInput = z.output<typeof refreshSessionInput>

const expired = refuse('SESSION_EXPIRED', ['input', 'refreshToken'])

interface Trade {
  readonly given: RefreshToken
  readonly successor: RefreshToken
}

export async function prepareTrade(input: RefreshSessionInput, { cursors }: Context<unknown>): Promise<Outcome<Trade>> {
  const given = readRefreshToken(input.refreshToken)
  return given ? { given, successor: successorOf(given, cursors.hash) } : expired
}

type Refreshed = Pick<OpenSession, 'viewer' | 'refreshToken'>

/** A session was ended because a used token came again. It is a result, not a refusal: a refusal would undo the end. */
interface Ended {
  readonly endedSessionId: SessionId
}

/**
 * Trades a refresh token for its successor, once. Traded again within 10 s, while nobody has used the successor, it gives
 * the same successor; any other token of the session's past ends the session.
 */
export async function refreshSession(
  work: Work,
  _viewer: Viewer,
  _input: RefreshSessionInput,
  { given, successor }: Trade,
): Promise<Outcome<Refreshed | Ended>> {
  const ofFamily = eq(sessions.familyHash, given.familyHash)
  const [session] = await work.db
    .select({ ...getTableColumns(sessions), role: roleOfOwner })
    .from(sessions)
    .where(ofFamily)
    .for('update')
  if (!session || !isLive(session, work.at)) return expired
  const { id: sessionId, userId, role } = session
  const open: Refreshed = { viewer: { id: userId, sessionId, ...(role && { role }) }, refreshToken: successor }

  if (given.hash === session.tokenHash) {
    const turn = { tokenHash: successor.hash, usedTokenHash: given.hash, rotatedAt: work.at, lastSeenAt: work.at }
    await work.db.update(sessions).set(turn).where(ofFamily)
    return open
  }
  const sinceMs = session.rotatedAt ? work.at.getTime() - session.rotatedAt.getTime() : Number.POSITIVE_INFINITY
  if (given.hash === session.usedTokenHash && sinceMs <= LOST_ANSWER_MS) return open

  await work.db.update(sessions).set({ endedAt: work.at }).where(ofFamily)
  return { endedSessionId: session.id }
}

/** The new pair; or what a client is told whose session has just been ended. */
export async function finishTrade(
  result: Refreshed | Ended,
  { accessTokens, log }: Context<unknown>,
): Promise<Outcome<{ tokens: TokenPair }>> {
  if (!('endedSessionId' in result)) return { tokens: await tokenPair(result, accessTokens) }
  accessTokens.revoke(result.endedSessionId)
  log.warn({ sessionId: result.endedSessionId }, 'a refresh token was used twice: its session has ended')
  return expired
}
