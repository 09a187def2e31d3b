import type { UserId } from '@varal/schema/ids'
import { boolean, pgTable, uuid } from 'drizzle-orm/pg-core'

/** People of whom not everything may be found and recommended. Everybody else has no row. */
export const hiddenPeople = pgTable('hidden_people', {
  id: uuid().$type<UserId>().primaryKey(),
  /** Neither the person is found, nor what they publish. Otherwise the account is private: they are found, and no posts. */
  isUndiscoverable: boolean('is_undiscoverable').notNull(),
})

/** People whose account is deactivated, until they are back: neither they are found, nor what they publish. */
export const awayPeople = pgTable('away_people', { id: uuid().$type<UserId>().primaryKey() })
