import { among, type Db } from '@varal/platform/db'
import type { UserId } from '@varal/schema/ids'
import { eq, sql } from 'drizzle-orm'
import { NO_PASSWORD } from '../passwords.ts'
import { profiles } from '../profiles/tables.ts'
import { secondFactors } from '../second-factor/tables.ts'
import { accounts } from './tables.ts'

/** What a person may read of their own account. */
export const ownAccounts = (db: Db) => (ids: readonly UserId[]) =>
  db
    .select({
      id: accounts.id,
      email: accounts.email,
      emailVerifiedAt: accounts.emailVerifiedAt,
      birthDate: accounts.birthDate,
      locale: accounts.locale,
      hasPassword: sql<boolean>`${accounts.passwordHash} <> ${NO_PASSWORD}`,
      passwordChangedAt: accounts.passwordChangedAt,
      factorConfirmedAt: secondFactors.confirmedAt,
    })
    .from(accounts)
    .leftJoin(secondFactors, eq(secondFactors.userId, accounts.id))
    .where(among(accounts.id, ids))

/** Who they are, what proves it, and the second factor, if there is one, confirmed or not. */
const credentials = {
  id: accounts.id,
  passwordHash: accounts.passwordHash,
  sealedSecret: secondFactors.sealedSecret,
  factorConfirmedAt: secondFactors.confirmedAt,
}

/** For signing in, by folded e-mail address. */
export const credentialsByEmail = (db: Db) => (emails: readonly string[]) =>
  db
    .select(credentials)
    .from(accounts)
    .leftJoin(secondFactors, eq(secondFactors.userId, accounts.id))
    .where(among(accounts.emailFolded, emails))

/** For signing in, by folded handle: who has deactivated their account comes back by it. */
export const credentialsByHandle = (db: Db) => (handles: readonly string[]) =>
  db
    .select(credentials)
    .from(accounts)
    .innerJoin(profiles, eq(profiles.id, accounts.id))
    .leftJoin(secondFactors, eq(secondFactors.userId, accounts.id))
    .where(among(profiles.handle, handles))
