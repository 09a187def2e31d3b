import { openMutation } from '@varal/platform/mutation'
import type { Resolvers } from '../generated/resolvers.ts'
import { revokeSessions } from '../revoke-sessions.ts'
import { countRequest, requestPasswordReset, requestPasswordResetInput } from './request-password-reset.ts'
import { prepareReset, resetPassword, resetPasswordInput } from './reset-password.ts'

export const recoveryResolvers = {
  Mutation: {
    requestPasswordReset: openMutation(requestPasswordResetInput, requestPasswordReset, { prepare: countRequest }),
    resetPassword: openMutation(resetPasswordInput, resetPassword, { prepare: prepareReset, finish: revokeSessions }),
  },
} satisfies Resolvers
