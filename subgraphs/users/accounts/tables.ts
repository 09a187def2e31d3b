import type { UserId } from '@varal/schema/ids'
import type { Role } from '@varal/schema/scopes'
import { date, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/** What only the person themself may know, apart from the profile, which everybody reads. */
export const accounts = pgTable('accounts', {
  id: uuid().$type<UserId>().primaryKey(),
  /** As it was written: mail goes there. */
  email: text().notNull(),
  /** In lower case: two addresses that differ in capitals only are one person's. */
  emailFolded: text('email_folded').notNull().unique('accounts_email_folded'),
  /** When somebody last showed that they read its mails. */
  emailVerifiedAt: timestamp('email_verified_at', { withTimezone: true, precision: 3 }),
  /** Argon2id in PHC form, with its own salt and cost. */
  passwordHash: text('password_hash').notNull(),
  /** Null: it is the one that they registered with. */
  passwordChangedAt: timestamp('password_changed_at', { withTimezone: true, precision: 3 }),
  /** BCP 47. */
  locale: text().notNull(),
  /** ISO 8601. */
  birthDate: date('birth_date', { mode: 'string' }),
  /** Null: a person like everybody else. Access tokens say it. */
  role: text().$type<Role>(),
  createdAt: timestamp('created_at', { withTimezone: true, precision: 3 }).notNull(),
})
