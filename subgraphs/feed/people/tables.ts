import type { UserId } from '@varal/schema/ids'
import { boolean, pgTable, uuid } from 'drizzle-orm/pg-core'

/**
 * feed's own copy of who is private and who is away. Everybody else has no row. Asked when a list is read rather than
 * entered in it: whoever deactivates their account is gone, and there again, with one row.
 */
export const hiddenPeople = pgTable('hidden_people', {
  id: uuid().$type<UserId>().primaryKey(),
  /** What they publish is for their followers. */
  isPrivate: boolean('is_private').notNull().default(false),
  /** Their account is deactivated: nobody finds them, nor what they did. */
  isAway: boolean('is_away').notNull().default(false),
})
