import type { AssetId, BoardId, PinId, PostId, UserId } from '@varal/schema/ids'
import { desc, type SQL, sql } from 'drizzle-orm'
import { bigint, boolean, index, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { BoardPrivacy } from '../policy.ts'

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

export const boards = pgTable(
  'boards',
  {
    id: uuid().$type<BoardId>().primaryKey(),
    ownerId: uuid('owner_id').$type<UserId>().notNull(),
    name: text().notNull(),
    description: text(),
    privacy: text().$type<BoardPrivacy>().notNull(),
    /** At most one of the two. The pin may have left the board since. */
    coverAssetId: uuid('cover_asset_id').$type<AssetId>(),
    coverPinId: uuid('cover_pin_id').$type<PinId>(),
    /** Where posts are saved when no board is named. */
    isDefault: boolean('is_default').notNull().default(false),
    version: bigint({ mode: 'number' }).notNull().default(1),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
    /** Written by who hears of saves. */
    lastSavedAt: moment('last_saved_at'),
    /** Since when moderators have taken it away: for all but its owner. */
    removedAt: moment('removed_at'),
    activeAt: moment('active_at')
      .notNull()
      .generatedAlwaysAs((): SQL => sql`coalesce(${boards.lastSavedAt}, ${boards.createdAt})`),
  },
  (table) => [
    index('boards_of_owner').on(table.ownerId, table.privacy, desc(table.createdAt), desc(table.id)),
    index('boards_of_owner_by_save').on(table.ownerId, table.privacy, desc(table.activeAt), desc(table.id)),
    index('boards_with_cover').on(table.coverAssetId).where(sql`${table.coverAssetId} is not null`),
    uniqueIndex('boards_one_default').on(table.ownerId).where(sql`${table.isDefault}`),
  ],
)

export type BoardRow = typeof boards.$inferSelect

export const boardFollows = pgTable(
  'board_follows',
  {
    boardId: uuid('board_id').$type<BoardId>().notNull(),
    userId: uuid('user_id').$type<UserId>().notNull(),
    since: moment('since').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.boardId, table.userId] }),
    index('board_follows_of_person').on(table.userId, desc(table.since), desc(table.boardId)),
  ],
)

/**
 * Boards whose pins are all to be looked at, some at a time: because the board was deleted, or became secret or public. A
 * board that is not there any more was deleted.
 */
export const boardSweeps = pgTable(
  'board_sweeps',
  {
    boardId: uuid('board_id').$type<BoardId>().primaryKey(),
    /** The last post whose pin was looked at. */
    afterPost: uuid('after_post').$type<PostId>(),
    dueAt: moment('due_at').notNull(),
  },
  (table) => [index('board_sweeps_due').on(table.dueAt)],
)
