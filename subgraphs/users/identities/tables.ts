import type { UserId } from '@varal/schema/ids'
import { boolean, index, pgTable, primaryKey, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core'
import { accounts } from '../accounts/tables.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** Whom OpenID providers know as whom here: another way to sign in. */
export const identities = pgTable(
  'identities',
  {
    issuer: text().notNull(),
    /** Of the issuer, for ever; addresses change hands, this does not. */
    subject: text().notNull(),
    userId: uuid('user_id')
      .$type<UserId>()
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** As the provider was called when it was linked. */
    providerName: text('provider_name').notNull(),
    /** As the provider last told it. For the person to tell their accounts there apart; nothing is found by it. */
    email: text(),
    linkedAt: moment('linked_at').notNull(),
    lastUsedAt: moment('last_used_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.issuer, table.subject] }),
    unique('identities_of_user').on(table.userId, table.issuer),
  ],
)

/** What a provider has said of somebody, for as long as it takes their client to ask for it. */
export const signInCodes = pgTable(
  'sign_in_codes',
  {
    /** SHA-256 of the code, base64url. */
    hash: text().primaryKey(),
    /** SHA-256 of the verifier that only the client knows, base64url. */
    challenge: text().notNull(),
    issuer: text().notNull(),
    subject: text().notNull(),
    providerName: text('provider_name').notNull(),
    email: text(),
    emailVerified: boolean('email_verified').notNull(),
    displayName: text('display_name'),
    /** When the client first showed that it is the one; null until then. */
    openedAt: moment('opened_at'),
    endsAt: moment('ends_at').notNull(),
  },
  (table) => [index('sign_in_codes_ends_at').on(table.endsAt)],
)

export type SignInCodeRow = typeof signInCodes.$inferSelect
export type IdentityRow = typeof identities.$inferSelect
