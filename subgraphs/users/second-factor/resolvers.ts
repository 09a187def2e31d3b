import { mutation } from '@varal/platform/mutation'
import type { Resolvers } from '../generated/resolvers.ts'
import { beginTotp, beginTotpInput, prepareTotp } from './begin-totp.ts'
import { checkOwnFactor, ownFactorInput } from './check-own-factor.ts'
import { checkFirstCode, confirmTotp, confirmTotpInput } from './confirm-totp.ts'
import { disableTotp } from './disable-totp.ts'
import { renewRecoveryCodes } from './renew-recovery-codes.ts'

export const secondFactorResolvers = {
  Viewer: { secondFactor: ({ id }, _args, { load }) => load.secondFactor.load(id) },
  Mutation: {
    beginTotp: mutation(beginTotpInput, beginTotp, { prepare: prepareTotp }),
    confirmTotp: mutation(confirmTotpInput, confirmTotp, { prepare: checkFirstCode }),
    disableTotp: mutation(ownFactorInput, disableTotp, { prepare: checkOwnFactor }),
    renewRecoveryCodes: mutation(ownFactorInput, renewRecoveryCodes, { prepare: checkOwnFactor }),
  },
} satisfies Resolvers
