import type { UserId } from '@varal/schema/ids'
import { pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/** What only the person themself may know, apart from the profile, which everybody reads. */
export const accounts = pgTable('accounts', {
  id: uuid().$type<UserId>().primaryKey(),
  /** As it was written: mail goes there. */
  email: text().notNull(),
  /** In lower case: two addresses that differ in capitals only are one person's. */
  emailFolded: text('email_folded').notNull().unique('accounts_email_folded'),
  /** Argon2id in PHC form, with its own salt and cost. */
  passwordHash: text('password_hash').notNull(),
  /** BCP 47. */
  locale: text().notNull(),
  createdAt: timestamp('created_at', { withTimezone: true, precision: 3 }).notNull(),
})
