import type { UserId } from '@varal/schema/ids'
import { pgTable, uuid } from 'drizzle-orm/pg-core'

/** Who has an account, from the facts of users. */
export const people = pgTable('people', { id: uuid().$type<UserId>().primaryKey() })
