import { bigint, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { Visibility } from '../policy.ts'

/** What is counted. Of a person's posts each visibility apart: a count tells nobody of posts that they may not see. */
export type Counted =
  | 'LIKES'
  | 'COMMENTS'
  /** Of a comment, what replies to it itself. */
  | 'REPLIES'
  /** Of a post, those of its COMMENTS that are replies. */
  | 'NESTED'
  | 'SAVES'
  | 'REPOSTS'
  | 'TAGGED'
  | 'PINS'
  | 'FOLLOWERS'
  | 'FOLLOWING'
  | `POSTS_${Visibility}`

/** How many of something a post, a comment, a board or a person has. No row is zero, in version 0. */
export const counters = pgTable(
  'counters',
  {
    subjectId: uuid('subject_id').$type<string>().notNull(),
    counted: text().$type<Counted>().notNull(),
    value: bigint({ mode: 'number' }).notNull(),
    /** How often it changed. */
    version: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.subjectId, table.counted] })],
)

export type CounterRow = typeof counters.$inferSelect
