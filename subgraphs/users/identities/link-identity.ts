import { isUniqueViolation } from '@varal/platform/faults'
import { isRefusal, type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import { z } from 'zod'
import type { Ctx } from '../loaders.ts'
import { checkOwnPassword, knownPassword, type OwnAccount } from '../own-password.ts'
import { queueMail } from '../queue-mail.ts'
import { codeShape, openCode, spendSignInCode } from './sign-in-code.ts'
import { identities, type SignInCodeRow } from './tables.ts'

export const linkIdentityInput = z.object({ ...codeShape, password: knownPassword })
type LinkIdentityInput = z.output<typeof linkIdentityInput>

interface Prepared {
  readonly told: SignInCodeRow
  readonly account: OwnAccount
}

/** The password first: who finds a device that is signed in must not be able to add a way in of their own. */
export async function prepareLink(input: LinkIdentityInput, ctx: Ctx): Promise<Outcome<Prepared>> {
  const account = await checkOwnPassword(input.password, ctx)
  if (isRefusal(account)) return account
  const told = await openCode(input, ctx)
  return isRefusal(told) ? told : { told, account }
}

/** From now on the actor can sign in with the provider too. */
export async function linkIdentity(
  work: Work,
  actor: Actor,
  _input: LinkIdentityInput,
  { told, account }: Prepared,
): Promise<Outcome<{ viewer: Actor }>> {
  const spent = await spendSignInCode(work, told)
  if (isRefusal(spent)) return spent
  const { issuer, subject, providerName, email } = told
  const row = { issuer, subject, providerName, email, userId: actor.id, linkedAt: work.at, lastUsedAt: work.at }
  // A savepoint: of two unique keys either may be taken.
  const isTaken = await work.db
    .transaction((inner) => inner.insert(identities).values(row))
    .then(() => false, isUniqueViolation)
  // Somebody else has it, or the actor has another of this provider.
  if (isTaken) return refuse('IDENTITY_TAKEN', ['input', 'code'])
  await queueMail(work, 'IDENTITY_LINKED', { userId: actor.id, address: account.email })
  return { viewer: actor }
}
