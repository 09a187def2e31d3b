import type { BoardId, PinId, PostId, SectionId, UserId } from '@varal/schema/ids'
import { desc, type SQL, sql } from 'drizzle-orm'
import { bigint, boolean, customType, index, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core'

/** Text that is compared byte by byte, whatever language the database speaks. */
const byteText = customType<{ data: string; driverData: string }>({ dataType: () => 'text collate "C"' })

export const pins = pgTable(
  'pins',
  {
    id: uuid().$type<PinId>().primaryKey(),
    boardId: uuid('board_id').$type<BoardId>().notNull(),
    postId: uuid('post_id').$type<PostId>().notNull(),
    savedBy: uuid('saved_by').$type<UserId>().notNull(),
    note: text(),
    savedAt: timestamp('saved_at', { withTimezone: true, precision: 3 }).notNull(),
    /** May name a section that is gone. */
    sectionId: uuid('section_id').$type<SectionId>(),
    /** The pin from which the post was saved. */
    savedFromId: uuid('saved_from_id').$type<PinId>(),
    version: bigint({ mode: 'number' }).notNull().default(1),
    /** How it was last told of: what is kept in secret is not counted on the post. */
    isSecret: boolean('is_secret').notNull().default(false),
    /** Hexadecimal, never ending in 0. Null until somebody moves the pin. */
    movedTo: byteText('moved_to'),
    /**
     * Orders the pins of a board by hand, from the highest to the lowest. One that nobody has moved stands by its id, and so
     * by its time: above those that were there before, without anybody having to know them.
     */
    place: byteText('place')
      .notNull()
      .generatedAlwaysAs((): SQL => sql`coalesce(${pins.movedTo}, replace(${pins.id}::text, '-', '') || '8')`),
  },
  (table) => [
    unique('pins_post_once_on_board').on(table.boardId, table.postId),
    index('pins_of_board').on(table.boardId, desc(table.savedAt), desc(table.id)),
    index('pins_of_board_by_place').on(table.boardId, desc(table.place), desc(table.id)),
    index('pins_of_section')
      .on(table.sectionId, desc(table.savedAt), desc(table.id))
      .where(sql`${table.sectionId} is not null`),
    index('pins_of_section_by_place')
      .on(table.sectionId, desc(table.place), desc(table.id))
      .where(sql`${table.sectionId} is not null`),
    index('pins_of_saver').on(table.savedBy, table.postId, desc(table.savedAt)),
  ],
)

export type PinRow = typeof pins.$inferSelect
