import { mutation, openMutation } from '@varal/platform/mutation'
import type { Resolvers } from '../generated/resolvers.ts'
import { signIn } from '../sign-in.ts'
import { linkIdentity, linkIdentityInput, prepareLink } from './link-identity.ts'
import { prepareSignIn, signInWithCode, signInWithCodeInput } from './sign-in-with-code.ts'
import { storeSignInCode, storeSignInCodeInput } from './store-sign-in-code.ts'
import { checkUnlink, unlinkIdentity, unlinkIdentityInput } from './unlink-identity.ts'

export const identityResolvers = {
  Viewer: { identities: ({ id }, _args, { load }) => load.identitiesOfUser.load(id) },
  Mutation: {
    signInWithCode: openMutation(signInWithCodeInput, signInWithCode, {
      prepare: prepareSignIn,
      finish: ({ userId }, ctx) => signIn(userId, ctx),
    }),
    linkIdentity: mutation(linkIdentityInput, linkIdentity, { prepare: prepareLink }),
    unlinkIdentity: mutation(unlinkIdentityInput, unlinkIdentity, { prepare: checkUnlink }),
    storeSignInCode: openMutation(storeSignInCodeInput, storeSignInCode),
  },
} satisfies Resolvers
