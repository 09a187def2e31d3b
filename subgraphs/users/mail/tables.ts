import type { UserId } from '@varal/schema/ids'
import { index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { accounts } from '../accounts/tables.ts'
import type { CodePurpose, MailKind } from './kinds.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })
const accountId = () =>
  uuid('user_id')
    .$type<UserId>()
    .references(() => accounts.id, { onDelete: 'cascade' })

/** Mails that are to be sent. Gone once they are. */
export const mails = pgTable(
  'mails',
  {
    id: uuid().primaryKey(),
    kind: text().$type<MailKind>().notNull(),
    /** Null: whoever has the address, if anybody has. */
    userId: accountId(),
    address: text().notNull(),
    at: moment('at').notNull(),
  },
  (table) => [index('mails_at').on(table.at), index('mails_of_user').on(table.userId)],
)

/** What proves that somebody reads the mails of an address. Gone once it is used. */
export const mailCodes = pgTable(
  'mail_codes',
  {
    /** SHA-256 of the code, hexadecimal. */
    hash: text().primaryKey(),
    userId: accountId().notNull(),
    purpose: text().$type<CodePurpose>().notNull(),
    /** As it was written. */
    email: text().notNull(),
    endsAt: moment('ends_at').notNull(),
  },
  (table) => [index('mail_codes_of_user').on(table.userId), index('mail_codes_ends_at').on(table.endsAt)],
)
