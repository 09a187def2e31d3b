import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Ctx } from '../loaders.ts'
import { checkOwnPassword, knownPassword, type OwnAccount } from '../own-password.ts'
import { identities } from './tables.ts'

export const unlinkIdentityInput = z.object({ issuer: z.string().min(1).max(500), password: knownPassword.nullish() })
type UnlinkIdentityInput = z.output<typeof unlinkIdentityInput>

/** Who has no password has nothing else to sign in with: to link a second provider takes a password. */
export async function checkUnlink({ password }: UnlinkIdentityInput, ctx: Ctx): Promise<Outcome<OwnAccount>> {
  const account = ctx.viewer.kind === 'user' ? await ctx.load.ownAccount.load(ctx.viewer.id) : null
  if (account && !account.hasPassword) return refuse('LAST_WAY_IN')
  if (password == null && account) return refuse('CREDENTIALS_INVALID', ['input', 'password'])
  return checkOwnPassword(password ?? '', ctx)
}

/** The actor signs in with this provider no longer. Sessions that were opened with it go on. */
export async function unlinkIdentity(
  work: Work,
  actor: Actor,
  { issuer }: UnlinkIdentityInput,
): Promise<Outcome<{ viewer: Actor }>> {
  const unlinked = await work.db
    .delete(identities)
    .where(and(eq(identities.userId, actor.id), eq(identities.issuer, issuer)))
    .returning({ issuer: identities.issuer })
  return unlinked.length > 0 ? { viewer: actor } : refuse('NOT_FOUND', ['input', 'issuer'])
}
