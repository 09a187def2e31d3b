import type { UserId } from '@varal/schema/ids'
import { bigint, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { accounts } from '../accounts/tables.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })
const userId = () =>
  uuid('user_id')
    .$type<UserId>()
    .notNull()
    .references(() => accounts.id, { onDelete: 'cascade' })

/** Somebody's authenticator app. It counts once it is confirmed. */
export const secondFactors = pgTable('second_factors', {
  userId: userId().primaryKey(),
  /** Encrypted: see `StoredSecrets`. */
  sealedSecret: text('sealed_secret').notNull(),
  begunAt: moment('begun_at').notNull(),
  confirmedAt: moment('confirmed_at'),
  /** The newest 30 seconds, counted from 1970, whose code was used. Neither it nor an older one is good again. */
  usedStep: bigint('used_step', { mode: 'number' }).notNull().default(0),
})

/** What is left of the codes for when the authenticator app is lost. A row goes when it is used. */
export const recoveryCodes = pgTable('recovery_codes', { userId: userId(), hash: text().notNull() }, (table) => [
  primaryKey({ columns: [table.userId, table.hash] }),
])
