import { among, type Db } from '@varal/platform/db'
import type { UserId } from '@varal/schema/ids'
import { and, asc, eq } from 'drizzle-orm'
import { accounts } from '../accounts/tables.ts'
import { secondFactors } from '../second-factor/tables.ts'
import { identities } from './tables.ts'

/** With which providers people can sign in, oldest first. At most one row for each issuer. */
export const identitiesOfUsers = (db: Db) => (userIds: readonly UserId[]) =>
  db.select().from(identities).where(among(identities.userId, userIds)).orderBy(asc(identities.linkedAt))

/** Whose identity this is, and what else they have to show: their second factor, confirmed or not. */
export const holdersOfSubjects = (db: Db) => (issuer: string, subjects: readonly string[]) =>
  db
    .select({
      userId: identities.userId,
      sealedSecret: secondFactors.sealedSecret,
      factorConfirmedAt: secondFactors.confirmedAt,
    })
    .from(identities)
    .leftJoin(secondFactors, eq(secondFactors.userId, identities.userId))
    .where(and(eq(identities.issuer, issuer), among(identities.subject, subjects)))

/** Who has an e-mail address, folded. */
export const holdersOfEmails = (db: Db) => (emails: readonly string[]) =>
  db.select({ id: accounts.id }).from(accounts).where(among(accounts.emailFolded, emails))
