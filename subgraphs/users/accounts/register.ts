import type { Context } from '@varal/platform/context'
import { mintId } from '@varal/platform/mint-id'
import { idempotencyKey } from '@varal/platform/mutation'
import type { Outcome } from '@varal/platform/outcome'
import { line, orNone } from '@varal/platform/plain-text'
import type { Viewer } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { z } from 'zod'
import { birthDate } from '../birth-date.ts'
import { emailAddress, foldEmail } from '../email.ts'
import { newHandle } from '../handle.ts'
import { hashPassword, newPassword } from '../passwords.ts'
import { handleHolders } from '../profiles/reads.ts'
import { profiles } from '../profiles/tables.ts'
import { queueMail } from '../queue-mail.ts'
import { isReservedForOthers } from '../reserved-handle.ts'
import { birthDateRefusal } from './birth-date-refusal.ts'
import { localeTag } from './locale.ts'
import { accounts } from './tables.ts'

export const registerInput = z.object({
  name: line(1, 60),
  email: emailAddress,
  password: newPassword,
  handle: newHandle,
  birthDate: birthDate.nullish(),
  location: line(0, 80).nullish(),
  locale: localeTag.nullish(),
  idempotencyKey,
})
type RegisterInput = z.output<typeof registerInput>

interface Prepared {
  readonly passwordHash: string
  readonly locale: string
}

/** Hashes the password before the transaction, so that no connection is held meanwhile. */
export async function prepareAccount(
  { birthDate, password, locale }: RegisterInput,
  { caller, clock, settings }: Context<unknown>,
): Promise<Outcome<Prepared>> {
  const refusal = birthDateRefusal(birthDate, clock.now(), settings.minimumAge)
  return refusal ?? { passwordHash: await hashPassword(password), locale: locale ?? caller.language }
}

/** Creates an account with its profile, and mails a code to its address. Which of handle and e-mail are taken is told at once. */
export async function register(
  work: Work,
  _viewer: Viewer,
  input: RegisterInput,
  { passwordHash, locale }: Prepared,
): Promise<Outcome<{ userId: UserId }>> {
  const { handle, name: displayName, email, birthDate = null } = input
  const id = mintId('User', work.at)

  // "Do nothing" rather than looking first: of two at the same time, one waits here for the other and then gets no row.
  const account = await work.db
    .insert(accounts)
    .values({ id, email, emailFolded: foldEmail(email), passwordHash, locale, birthDate, createdAt: work.at })
    .onConflictDoNothing()
    .returning({ id: accounts.id })
  if (account.length === 0) {
    const [holder] = await handleHolders(work.db)([handle])
    return { userErrors: holder ? [handleTaken, emailTaken] : [emailTaken] }
  }

  const profile = await work.db
    .insert(profiles)
    .values({ id, handle, displayName, location: orNone(input.location), joinedAt: work.at })
    .onConflictDoNothing()
    .returning({ id: profiles.id })
  if (profile.length === 0 || (await isReservedForOthers(work, handle, id))) return { userErrors: [handleTaken] }

  await queueMail(work, 'VERIFY_EMAIL', { userId: id, address: email })

  work.announce('users.account.registered', { userId: id, handle, displayName, bio: null })
  return { userId: id }
}

const handleTaken = { code: 'HANDLE_TAKEN', path: ['input', 'handle'] } as const
const emailTaken = { code: 'EMAIL_TAKEN', path: ['input', 'email'] } as const
