import type { ListId, UserId } from '@varal/schema/ids'
import { desc } from 'drizzle-orm'
import { bigint, index, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** People whom somebody keeps together. Only the owner knows of it, those who are on it neither. */
export const lists = pgTable(
  'lists',
  {
    id: uuid().$type<ListId>().primaryKey(),
    ownerId: uuid('owner_id').$type<UserId>().notNull(),
    name: text().notNull(),
    /** Written under the row's lock, by whoever adds or removes members. */
    memberCount: integer('member_count').notNull().default(0),
    /** Of the name. */
    version: bigint({ mode: 'number' }).notNull().default(1),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
  },
  (table) => [index('lists_of_owner').on(table.ownerId, desc(table.createdAt), desc(table.id))],
)

export const listMembers = pgTable(
  'list_members',
  {
    listId: uuid('list_id').$type<ListId>().notNull(),
    memberId: uuid('member_id').$type<UserId>().notNull(),
    /** The list's owner: a block between the two finds it. */
    ownerId: uuid('owner_id').$type<UserId>().notNull(),
    addedAt: moment('added_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.listId, table.memberId] }),
    index('list_members_newest').on(table.listId, desc(table.addedAt), desc(table.memberId)),
    index('list_members_of_member').on(table.memberId, table.listId),
    index('list_members_between').on(table.ownerId, table.memberId),
  ],
)

export type ListRow = typeof lists.$inferSelect
