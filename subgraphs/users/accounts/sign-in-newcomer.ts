import { refuse } from '@varal/platform/outcome'
import type { UserId } from '@varal/schema/ids'
import type { Ctx } from '../loaders.ts'
import { signIn } from '../sign-in.ts'

/**
 * Signs in whoever has registered; also when the request comes again, for a day. Not any more once its password alone is
 * not enough: who has kept the request must not come in where its owner has changed the lock.
 */
export async function signInNewcomer({ userId }: { userId: UserId }, ctx: Ctx): ReturnType<typeof signIn> {
  const account = await ctx.load.ownAccount.load(userId)
  const isAsRegistered = account && account.passwordChangedAt === null && account.factorConfirmedAt === null
  return isAsRegistered ? signIn(userId, ctx) : refuse('CREDENTIALS_INVALID')
}
