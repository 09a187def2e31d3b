import type { SessionId, UserId } from '@varal/schema/ids'
import type { Role } from '@varal/schema/scopes'
import { sql } from 'drizzle-orm'
import { index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { accounts } from '../accounts/tables.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** Where somebody is signed in. Of refresh tokens only hashes are kept: see `refresh-token.ts`. */
export const sessions = pgTable(
  'sessions',
  {
    id: uuid().$type<SessionId>().primaryKey(),
    userId: uuid('user_id')
      .$type<UserId>()
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    device: text().notNull(),
    createdAt: moment('created_at').notNull(),
    /** When it was opened or last refreshed. */
    lastSeenAt: moment('last_seen_at').notNull(),
    endedAt: moment('ended_at'),
    /** What all tokens of this session have in common. */
    familyHash: text('family_hash').notNull().unique('sessions_family_hash'),
    /** The one token that is good now. */
    tokenHash: text('token_hash').notNull(),
    /** The one that was traded for it, and when; null before the first refresh. */
    usedTokenHash: text('used_token_hash'),
    rotatedAt: moment('rotated_at'),
  },
  (table) => [
    index('sessions_of_user').on(table.userId, table.lastSeenAt, table.id),
    index('sessions_created_at').on(table.createdAt),
  ],
)

/** What the person is whose session it is, in a statement that has `sessions` in it. */
export const roleOfOwner = sql<Role | null>`(select role from accounts where accounts.id = sessions.user_id)`

export type SessionRow = typeof sessions.$inferSelect
