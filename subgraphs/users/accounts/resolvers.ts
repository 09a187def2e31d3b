import { openMutation } from '@varal/platform/mutation'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Ctx } from '../loaders.ts'
import { signIn } from '../sign-in.ts'
import { prepareAccount, register, registerInput } from './register.ts'

export const accountResolvers = {
  Query: {
    viewer: async (_query, _args, { viewer, load }: Ctx) =>
      viewer.kind === 'user' && (await load.user.load(viewer.id)) ? viewer : null,
  },
  // A viewer has an account: Query.viewer has seen it, or register has just made it.
  Viewer: {
    user: async (viewer, _args, { load }) => (await load.user.load(viewer.id))!,
    email: async (viewer, _args, { load }) => (await load.ownAccount.load(viewer.id))!.email,
    locale: async (viewer, _args, { load }) => (await load.ownAccount.load(viewer.id))!.locale,
  },
  Mutation: {
    register: openMutation(registerInput, register, {
      prepare: prepareAccount,
      finish: ({ userId }, ctx) => signIn(userId, ctx),
    }),
  },
} satisfies Resolvers
