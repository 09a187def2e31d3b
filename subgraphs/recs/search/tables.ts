import type { PostId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { customType, type IndexBuilderOn, index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/**
 * Entered at once, which takes a handler a little longer: a search would otherwise first go through all that waits to be
 * entered.
 */
const gin = (name: string, on: Parameters<IndexBuilderOn['using']>[1]) =>
  index(name).using('gin', on).with({ fastupdate: 'off' })

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })
const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/**
 * What is searched in: words in lower case, separated by spaces (`wordsOf`), and what Postgres derives from them.
 * `fold` and `lexemes` are functions of the first migration.
 */
const searchable = {
  words: text().notNull(),
  wordsExact: tsvector('words_exact').generatedAlwaysAs(sql`lexemes(words)`).notNull(),
  folded: text().generatedAlwaysAs(sql`fold(words)`).notNull(),
  wordsFolded: tsvector('words_folded').generatedAlwaysAs(sql`lexemes(fold(words))`).notNull(),
}

/** Handles and display names. */
export const people = pgTable(
  'people',
  {
    id: uuid().$type<UserId>().primaryKey(),
    ...searchable,
    /** When recs heard of the account. */
    since: moment('since').notNull(),
  },
  (table) => [
    gin('people_exact', table.wordsExact),
    gin('people_folded', table.wordsFolded),
    gin('people_similar', table.folded.op('gin_trgm_ops')),
    index('people_since').on(table.since, table.id),
  ],
)

/** Public posts that say something. */
export const posts = pgTable(
  'posts',
  {
    id: uuid().$type<PostId>().primaryKey(),
    authorId: uuid('author_id').$type<UserId>().notNull(),
    ...searchable,
    publishedAt: moment('published_at').notNull(),
  },
  (table) => [
    gin('posts_exact', table.wordsExact),
    gin('posts_folded', table.wordsFolded),
    gin('posts_similar', table.folded.op('gin_trgm_ops')),
    index('posts_of_author').on(table.authorId),
    index('posts_newest').on(table.publishedAt, table.id),
  ],
)
