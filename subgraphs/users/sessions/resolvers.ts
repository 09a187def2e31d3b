import { encodeId } from '@varal/platform/global-ids'
import { mutation, openMutation } from '@varal/platform/mutation'
import type { Resolvers } from '../generated/resolvers.ts'
import { checkCredentials, createSession, createSessionInput } from './create-session.ts'
import { endSession, endSessionInput } from './end-session.ts'
import { findSession, listSessions } from './list-sessions.ts'
import { finishTrade, prepareTrade, refreshSession, refreshSessionInput } from './refresh-session.ts'
import { tokenPair } from './token-pair.ts'

export const sessionResolvers = {
  Viewer: { sessions: (viewer, _args, ctx) => listSessions(viewer, ctx) },
  Session: { __resolveReference: ({ id }, ctx) => findSession(id as never, ctx) },
  Mutation: {
    createSession: openMutation(createSessionInput, createSession, {
      prepare: checkCredentials,
      finish: async (session, { accessTokens }) => ({
        tokens: await tokenPair(session, accessTokens),
        erasureCancelled: session.erasureCancelled,
      }),
    }),
    refreshSession: openMutation(refreshSessionInput, refreshSession, { prepare: prepareTrade, finish: finishTrade }),
    endSession: mutation(endSessionInput, endSession, {
      finish: async (ended, { accessTokens }) => {
        accessTokens.revoke(ended.endedSessionId)
        return ended
      },
    }),
  },
  CreateSessionPayload: { erasureCancelled: (payload) => 'erasureCancelled' in payload && payload.erasureCancelled },
  EndSessionPayload: {
    endedSessionId: ({ endedSessionId }) => (endedSessionId ? encodeId('Session', endedSessionId) : null),
  },
} satisfies Resolvers
