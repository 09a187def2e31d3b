import { mutation, openMutation } from '@varal/platform/mutation'
import { ageAt } from '../birth-date.ts'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Ctx } from '../loaders.ts'
import type { ViewerModel } from '../models.ts'
import { checkOwnPassword } from '../own-password.ts'
import { revokeSessions } from '../revoke-sessions.ts'
import { changeEmail, changeEmailInput, prepareNewEmail } from './change-email.ts'
import { changePassword, changePasswordInput, prepareNewPassword } from './change-password.ts'
import { deactivateAccount, deactivateAccountInput } from './deactivate-account.ts'
import { prepareAccount, register, registerInput } from './register.ts'
import {
  prepareVerification,
  requestEmailVerification,
  requestEmailVerificationInput,
} from './request-email-verification.ts'
import { signInNewcomer } from './sign-in-newcomer.ts'
import { checkSettings, updateSettings, updateSettingsInput } from './update-settings.ts'
import { verifyEmail, verifyEmailInput } from './verify-email.ts'

// A viewer has an account: Query.viewer has seen it, or register has just made it.
const own = async ({ id }: ViewerModel, { load }: Ctx) => (await load.ownAccount.load(id))!

export const accountResolvers = {
  Query: {
    viewer: async (_query, _args, { viewer, load }: Ctx) =>
      viewer.kind === 'user' && (await load.user.load(viewer.id)) ? viewer : null,
  },
  Viewer: {
    user: async (viewer, _args, { load }) => (await load.user.load(viewer.id))!,
    email: async (viewer, _args, ctx) => (await own(viewer, ctx)).email,
    emailVerifiedAt: async (viewer, _args, ctx) => (await own(viewer, ctx)).emailVerifiedAt,
    birthDate: async (viewer, _args, ctx) => (await own(viewer, ctx)).birthDate,
    async age(viewer, _args, ctx) {
      const { birthDate } = await own(viewer, ctx)
      return birthDate === null ? null : ageAt(birthDate, ctx.clock.now())
    },
    locale: async (viewer, _args, ctx) => (await own(viewer, ctx)).locale,
    hasPassword: async (viewer, _args, ctx) => (await own(viewer, ctx)).hasPassword,
  },
  Mutation: {
    register: openMutation(registerInput, register, {
      prepare: prepareAccount,
      finish: signInNewcomer,
    }),
    updateSettings: mutation(updateSettingsInput, updateSettings, { prepare: checkSettings }),
    requestEmailVerification: mutation(requestEmailVerificationInput, requestEmailVerification, {
      prepare: prepareVerification,
    }),
    verifyEmail: openMutation(verifyEmailInput, verifyEmail),
    changeEmail: mutation(changeEmailInput, changeEmail, { prepare: prepareNewEmail }),
    changePassword: mutation(changePasswordInput, changePassword, {
      prepare: prepareNewPassword,
      finish: revokeSessions,
    }),
    deactivateAccount: mutation(deactivateAccountInput, deactivateAccount, {
      prepare: ({ password }, ctx) => checkOwnPassword(password, ctx),
      finish: revokeSessions,
    }),
  },
} satisfies Resolvers
