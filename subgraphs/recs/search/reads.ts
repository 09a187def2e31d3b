import { type Db, rowsOf } from '@varal/platform/db'
import type { UserId } from '@varal/schema/ids'
import { type SQL, sql } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import { isNotHidden } from '../audiences/reads.ts'
import { isNotBlocked } from '../blocks/reads.ts'
import { isNotWithheld } from '../withheld/reads.ts'
import { people, posts } from './tables.ts'

export const matchKinds = ['EXACT', 'ACCENT_FOLDED', 'PREFIX', 'TYPO'] as const
export type MatchKind = (typeof matchKinds)[number]
export type SearchType = 'USER' | 'POST'

export interface Hit {
  readonly type: SearchType
  readonly id: string
  /** The person, or the post's author. */
  readonly personId: UserId
  readonly match: MatchKind
}

export interface Wanted {
  readonly words: readonly string[]
  readonly viewer: UserId | null
  /** Hits of each kind of match. */
  readonly limit: number
}

/** What a type is searched by. */
interface Source {
  readonly table: PgTable
  readonly person: PgColumn
  readonly time: PgColumn
  /** Among matches of one kind. */
  readonly best: (query: string) => SQL
}

/** How similar a word has to be, 0 to 1 (`word_similarity`): below, chance decides. Two letters swapped in a word of six are 0.57. */
const SIMILARITY_MIN = 0.5

const sources: Readonly<Record<SearchType, Source>> = {
  USER: {
    table: people,
    person: people.id,
    time: people.since,
    // The name that has the least besides what was asked for.
    best: (query) => sql`similarity(folded, fold(${query})) desc, time desc, id desc`,
  },
  POST: {
    table: posts,
    person: posts.authorId,
    time: posts.publishedAt,
    best: () => sql`time desc, id desc`,
  },
}

const isShown = (type: SearchType, person: PgColumn, viewer: UserId | null): SQL =>
  type === 'USER'
    ? sql`${isNotBlocked(person, viewer)} and ${isNotHidden(person, 'person')}`
    : sql`${isNotBlocked(person, viewer)} and ${isNotHidden(person, 'posts')} and ${isNotWithheld(posts.id)}`

/** Matches of a kind that are compared with each other at most. */
const COMPARED_MAX = 5_000
/** If there are more, the best are sought among this many of the newest rows: there, common words are found soon. */
const NEWEST_MAX = 50_000

/** By whole words and by the beginning of the last one; a better kind of match comes first. One statement. */
export async function hitsByWords(db: Db, type: SearchType, wanted: Wanted): Promise<Hit[]> {
  return hits(type, await rowsOf<Row>(db, byWords(type, wanted)))
}

/** By similar spelling, the most similar first. Three statements: the floor holds for one transaction. */
export async function hitsBySpelling(db: Db, types: readonly SearchType[], wanted: Wanted): Promise<Hit[]> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('pg_trgm.word_similarity_threshold', ${String(SIMILARITY_MIN)}, true)`)
    const found: Hit[] = []
    for (const type of types) found.push(...hits(type, await rowsOf<Row>(tx as Db, bySpelling(type, wanted))))
    return found
  })
}

type Row = { id: string; person_id: UserId; kind: number }

const hits = (type: SearchType, rows: readonly Row[]) =>
  rows.map(({ id, person_id, kind }): Hit => ({ type, id, personId: person_id, match: matchKinds[kind] ?? 'TYPO' }))

export function byWords(type: SearchType, { words, viewer, limit }: Wanted): SQL {
  const query = words.join(' ')
  const { table, person, time, best } = sources[type]
  const branch = (kind: MatchKind, condition: SQL) => {
    const columns = sql`id, folded, ${person} as person_id, ${time} as time`
    const isWanted = sql`${condition} and ${isShown(type, person, viewer)}`
    // Not "order by time limit n" alone: whether the planner then walks back in time, perhaps through the whole table,
    // or sorts everything that matches depends on its guess of how many there are, which for beginnings of words is none.
    return sql`(
      with matches as materialized (select ${columns} from ${table} where ${isWanted} limit ${COMPARED_MAX + 1})
      select id, person_id, ${matchKinds.indexOf(kind)}::int as kind from (
        select * from matches where (select count(*) from matches) <= ${COMPARED_MAX}
        union all
        select ${columns} from (select * from ${table} order by ${time} desc, id desc limit ${NEWEST_MAX}) as ${table}
        where (select count(*) from matches) > ${COMPARED_MAX} and ${isWanted}
      ) as compared order by ${best(query)} limit ${limit})`
  }
  return sql`
    ${branch('EXACT', sql`words_exact @@ all_words(${query}, false)`)}
    union all ${branch('ACCENT_FOLDED', sql`words_folded @@ all_words(fold(${query}), false)`)}
    union all ${branch('PREFIX', sql`words_folded @@ all_words(fold(${query}), true)`)}`
}

export function bySpelling(type: SearchType, { words, viewer, limit }: Wanted): SQL {
  const query = words.join(' ')
  const { table, person, time } = sources[type]
  return sql`
    with matches as materialized (
      select id, folded, ${person} as person_id, ${time} as time from ${table}
      where fold(${query}) <% folded and ${isShown(type, person, viewer)} limit ${COMPARED_MAX}
    )
    select id, person_id, ${matchKinds.indexOf('TYPO')}::int as kind from matches
    order by word_similarity(fold(${query}), folded) desc, time desc, id desc limit ${limit}`
}
