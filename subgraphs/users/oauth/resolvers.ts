import { decodeId, encodeId } from '@varal/platform/global-ids'
import { openMutation } from '@varal/platform/mutation'
import type { Resolvers } from '../generated/resolvers.ts'
import { operationCostMax } from '../operation-cost-max.ts'
import { checkCredentials } from '../sign-in-for-app.ts'
import { authorizeApp, authorizeAppInput } from './authorize-app.ts'
import {
  deleteOAuthEntry,
  endOAuthGrant,
  endOAuthGrantInput,
  oauthEntryInput,
  spendOAuthEntry,
  storeOAuthEntry,
  storeOAuthEntryInput,
} from './entries.ts'
import { findAppOfAccessToken, findOAuthEntry } from './find-entries.ts'

export const oauthResolvers = {
  Query: {
    oauthClient: (_query, { appId }, { load }) => {
      const id = decodeId('App', appId)
      return id && load.app.load(id)
    },
    oauthEntry: (_query, { model, idHash }, ctx) => findOAuthEntry(model, idHash, ctx),
    appOfAccessToken: (_query, { tokenHash }, ctx) => findAppOfAccessToken(tokenHash, ctx),
  },
  OAuthClient: { appId: ({ id }) => encodeId('App', id) },
  OAuthEntry: {
    payload: ({ payload }) => JSON.stringify(payload),
    sessionId: ({ sessionId }) => encodeId('Session', sessionId),
  },
  AccessTokenHolder: {
    appId: ({ appId }) => encodeId('App', appId),
    userId: ({ userId }) => encodeId('User', userId),
    sessionId: ({ sessionId }) => encodeId('Session', sessionId),
    maxOperationCost: ({ firstParty }) => operationCostMax(firstParty),
  },
  Mutation: {
    authorizeApp: openMutation(authorizeAppInput, authorizeApp, { prepare: checkCredentials }),
    storeOAuthEntry: openMutation(storeOAuthEntryInput, storeOAuthEntry),
    spendOAuthEntry: openMutation(oauthEntryInput, spendOAuthEntry),
    deleteOAuthEntry: openMutation(oauthEntryInput, deleteOAuthEntry),
    endOAuthGrant: openMutation(endOAuthGrantInput, endOAuthGrant, {
      finish: async (ended, { accessTokens }) => {
        if (ended.endedSessionId) accessTokens.revoke(ended.endedSessionId)
        return ended
      },
    }),
  },
  AuthorizeAppPayload: {
    userId: ({ userId }) => (userId ? encodeId('User', userId) : null),
    sessionId: ({ sessionId }) => (sessionId ? encodeId('Session', sessionId) : null),
  },
  EndOAuthGrantPayload: {
    endedSessionId: ({ endedSessionId }) => (endedSessionId ? encodeId('Session', endedSessionId) : null),
  },
} satisfies Resolvers
