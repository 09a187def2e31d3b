import { mintId } from '@varal/platform/mint-id'
import type { Outcome, UserErrorModel } from '@varal/platform/outcome'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { accounts } from './accounts/tables.ts'
import { foldEmail } from './email.ts'
import { handleHolders } from './profiles/reads.ts'
import { profiles } from './profiles/tables.ts'
import { queueMail } from './queue-mail.ts'
import { isReservedForOthers } from './reserved-handle.ts'

export { birthDateRefusal } from './accounts/birth-date-refusal.ts'
export { localeTag } from './accounts/locale.ts'

export interface NewAccount {
  readonly email: string
  /** Whether somebody has shown that they read its mails; if not, they are mailed a code. */
  readonly isEmailVerified: boolean
  readonly passwordHash: string
  readonly locale: string
  readonly birthDate: string | null
  /** Folded. */
  readonly handle: string
  readonly displayName: string
  readonly location: string | null
}

/**
 * Creates an account with its profile. Which of handle and e-mail are taken is told at once.
 * @param path of the input that they are in
 */
export async function openAccount(
  work: Work,
  account: NewAccount,
  path: readonly string[],
): Promise<Outcome<{ userId: UserId }>> {
  const { email, isEmailVerified, passwordHash, locale, birthDate, handle, displayName, location } = account
  const id = mintId('User', work.at)
  const handleTaken: UserErrorModel = { code: 'HANDLE_TAKEN', path: [...path, 'handle'] }
  const emailTaken: UserErrorModel = { code: 'EMAIL_TAKEN', path: [...path, 'email'] }
  const emailVerifiedAt = isEmailVerified ? work.at : null

  // "Do nothing" rather than looking first: of two at the same time, one waits here for the other and then gets no row.
  const opened = await work.db
    .insert(accounts)
    .values({
      ...{ id, email, emailFolded: foldEmail(email), emailVerifiedAt },
      ...{ passwordHash, locale, birthDate, createdAt: work.at },
    })
    .onConflictDoNothing()
    .returning({ id: accounts.id })
  if (opened.length === 0) {
    const [holder] = await handleHolders(work.db)([handle])
    return { userErrors: holder ? [handleTaken, emailTaken] : [emailTaken] }
  }

  const profile = await work.db
    .insert(profiles)
    .values({ id, handle, displayName, location, joinedAt: work.at })
    .onConflictDoNothing()
    .returning({ id: profiles.id })
  if (profile.length === 0 || (await isReservedForOthers(work, handle, id))) return { userErrors: [handleTaken] }

  if (!isEmailVerified) await queueMail(work, 'VERIFY_EMAIL', { userId: id, address: email })
  work.announce('users.account.registered', { userId: id, handle, displayName, bio: null })
  return { userId: id }
}
