import { among, type Db } from '@varal/platform/db'
import type { UserId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { profiles } from '../profiles/tables.ts'
import { accounts } from './tables.ts'

/** What a person may read of their own account. */
export const ownAccounts = (db: Db) => (ids: readonly UserId[]) =>
  db
    .select({ id: accounts.id, email: accounts.email, locale: accounts.locale })
    .from(accounts)
    .where(among(accounts.id, ids))

/** For signing in, by folded e-mail address. */
export const credentialsByEmail = (db: Db) => (emails: readonly string[]) =>
  db
    .select({ id: accounts.id, passwordHash: accounts.passwordHash })
    .from(accounts)
    .where(among(accounts.emailFolded, emails))

/** For signing in, by folded handle. */
export const credentialsByHandle = (db: Db) => (handles: readonly string[]) =>
  db
    .select({ id: accounts.id, passwordHash: accounts.passwordHash })
    .from(accounts)
    .innerJoin(profiles, eq(profiles.id, accounts.id))
    .where(among(profiles.handle, handles))
