import { type Db, rowsOf } from '@varal/platform/db'
import { type Actor, anonymous } from '@varal/platform/viewer'
import type { UserId } from '@varal/schema/ids'
import { type SQLWrapper, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LoneSubgraph, loneSubgraph } from '../../testing/lone-subgraph.ts'
import { boardsOfOwners } from './boards/reads.ts'
import type { ListRequest } from './chronological.ts'
import { likersOfComments } from './comment-likes/reads.ts'
import { commentsOf, topCommentsOf } from './comments/reads.ts'
import { personCounts } from './counters/reads.ts'
import { followedBy, followersOf, relationships } from './follows/reads.ts'
import { postsOfHashtags } from './hashtags/reads.ts'
import { likedPostsOf, likersOfPosts } from './likes/reads.ts'
import { postsOfLists } from './lists/reads.ts'
import { pinsOf, viewerStates } from './pins/reads.ts'
import { postsOfAuthors } from './posts/reads.ts'
import { social } from './subgraph.ts'

/**
 * A million rows as they are among people: a few have most of the followers, posts, likes and comments. Number 1 is the
 * best known of each kind, and is asked for. What a page reads must not grow with what there is.
 */
const PEOPLE = 50_000
const SHOWN = 20
/** Of 8 KB each: the rows that are shown, and for each of them how the viewer stands to its author. */
const BLOCKS_MAX = 1_500

/** Things by number: in SQL from an expression, and as the id that comes of it. */
interface Numbered {
  (expression: string): string
  readonly idOf: (number: number) => string
}
const things = (of: string): Numbered => {
  const prefix = `00000000-0000-7000-${of}000-`
  const inSql = (expression: string) => `('${prefix}' || lpad(to_hex(${expression}), 12, '0'))::uuid`
  return Object.assign(inSql, { idOf: (number: number) => `${prefix}${number.toString(16).padStart(12, '0')}` })
}
const [person, post, board, comment, other] = [things('8'), things('9'), things('a'), things('b'), things('c')]
/** One of so many, the first far more often than the last: known as Zipf's law. */
const skewed = (many: number) => `floor(power(${many}, random()))::int`
const any = (many: number) => `1 + floor(random() * ${many})::int`
const at = `timestamptz '2026-01-01' + n * interval '1 minute'`

/** How many rows, and what they are. In parts of 10,000, each well within the statement's time. */
const tables: readonly [number, string][] = [
  [5_000, `insert into audiences (person_id, is_private) select ${person('n * 10 + 1')}, true`],
  [
    250_000,
    `insert into follows (follower_id, followee_id, since) select ${person(any(PEOPLE))}, ${person(skewed(PEOPLE))}, ${at}`,
  ],
  [
    10_000,
    `insert into blocks (blocker_id, blocked_id, since) select ${person(any(PEOPLE))}, ${person(skewed(PEOPLE))}, ${at}`,
  ],
  [
    10_000,
    `insert into mutes (muter_id, muted_id, level, since) select ${person(skewed(PEOPLE))}, ${person(any(PEOPLE))}, 'HIDE_EVERYWHERE', ${at}`,
  ],
  [
    100_000,
    `insert into posts (id, author_id, kind, asset_ids, visibility, state, created_at, published_at)
     select ${post('n')}, ${person(skewed(PEOPLE))}, 'TEXT', '{}', (array['PUBLIC', 'PUBLIC', 'UNLISTED', 'FOLLOWERS', 'ONLY_ME'])[1 + n % 5], 'PUBLISHED', ${at}, ${at}`,
  ],
  [
    100_000,
    `insert into post_hashtags (post_id, hashtag_id, published_at) select ${post('n')}, ${other(skewed(2_000))}, ${at}`,
  ],
  [
    150_000,
    `insert into comments (id, post_id, author_id, text, created_at, likes, parent_id)
     select ${comment('n')}, ${post(skewed(100_000))}, ${person(any(PEOPLE))}, 'x', ${at}, ${skewed(100)},
       case when n % 2 = 0 then ${comment(`1 + 2 * ${skewed(50_000)}`)} end`,
  ],
  [
    100_000,
    `insert into comment_likes (comment_id, user_id, liked_at) select ${comment(skewed(150_000))}, ${person(any(PEOPLE))}, ${at}`,
  ],
  [
    250_000,
    `insert into likes (post_id, user_id, liked_at) select ${post(skewed(100_000))}, ${person(any(PEOPLE))}, ${at}`,
  ],
  [
    20_000,
    `insert into boards (id, owner_id, name, privacy, created_at, updated_at)
     select ${board('n')}, ${person(skewed(PEOPLE))}, 'x', (array['PUBLIC', 'PUBLIC', 'SECRET'])[1 + n % 3], ${at}, ${at}`,
  ],
  [
    100_000,
    `insert into pins (id, board_id, post_id, saved_by, saved_at)
     select ${other('n')}, ${board(skewed(20_000))}, ${post(any(100_000))}, ${person(any(PEOPLE))}, ${at}`,
  ],
  [
    1,
    `insert into lists (id, owner_id, name, created_at, updated_at) select ${other('1')}, ${person('2')}, 'x', ${at}, ${at}`,
  ],
  [
    500,
    `insert into list_members (list_id, owner_id, member_id, added_at) select ${other('1')}, ${person('2')}, ${person('n')}, ${at}`,
  ],
]

let app: LoneSubgraph

beforeAll(async () => {
  app = await loneSubgraph(social)
  await app.db.execute(sql`select setseed(0.5)`)
  for (const [rows, insert] of tables)
    for (let first = 1; first <= rows; first += 10_000) {
      const last = Math.min(rows, first + 9_999)
      await app.db.execute(sql.raw(`${insert} from generate_series(${first}, ${last}) as n on conflict do nothing`))
    }
  const names = new Set(tables.map(([, insert]) => /insert into (\w+)/.exec(insert)?.[1]))
  for (const name of names) await app.db.execute(sql`analyze ${sql.identifier(name ?? '')}`)
}, 180_000)
afterAll(() => app?.[Symbol.asyncDispose]())

test('there are about a million rows, and the best known have thousands', async () => {
  const [{ rows, followers, likes }] = (await rowsOf<{ rows: number; followers: number; likes: number }>(
    app.db,
    sql`select (select sum(n_live_tup)::int from pg_stat_user_tables) as rows,
      (select count(*)::int from follows where followee_id = ${person.idOf(1)}) as followers,
      (select count(*)::int from likes where post_id = ${post.idOf(1)}) as likes`,
  )) as [{ rows: number; followers: number; likes: number }]
  expect(rows).toBeGreaterThan(900_000)
  expect(followers).toBeGreaterThan(5_000)
  expect(likes).toBeGreaterThan(5_000)
})

type Read = (db: Db, viewer: Actor | typeof anonymous) => unknown
const newest: ListRequest = { first: SHOWN, after: null, sealKey: () => '' }
const later: ListRequest = { ...newest, after: ['2026-01-20T00:00:00.000Z', '00000000-0000-7000-8000-000000000001'] }
const twenty = (of: Numbered) => Array.from({ length: SHOWN }, (_, at) => of.idOf(at + 1))

const listed = (read: (db: Db, viewer: any) => any, key: Numbered): Read[] =>
  [newest, later].map((page) => (db, viewer) => read(db, viewer)([key.idOf(1)], page))
const byKeys = (read: (db: Db, viewer: any) => any, keys: Numbered): Read[] => [
  (db, viewer) => read(db, viewer)(twenty(keys)),
]

const reads: readonly [string, Read[]][] = [
  ['what the viewer did with twenty posts', byKeys(viewerStates, post)],
  ['how the viewer stands to twenty people', byKeys(relationships, person)],
  ['counts of twenty people', byKeys(personCounts, person)],
  ['posts of a person', listed(postsOfAuthors, person)],
  ['posts with a hashtag', listed(postsOfHashtags, other)],
  ['posts of a list of 500 people', listed(postsOfLists, other)],
  ['what somebody likes', listed(likedPostsOf, person)],
  ['who likes a post', listed(likersOfPosts, post)],
  ['who likes a comment', listed(likersOfComments, comment)],
  ['comments, oldest first', listed(commentsOf('postId', 'OLDEST'), post)],
  ['comments, newest first', listed(commentsOf('postId', 'NEWEST'), post)],
  ['replies', listed(commentsOf('parentId', 'OLDEST'), comment)],
  ['followers', listed(followersOf, person)],
  ['whom somebody follows', listed(followedBy, person)],
  ['boards of a person', listed((db, viewer) => boardsOfOwners(db, viewer, 'NEWEST'), person)],
  ['boards by their last pin', listed((db, viewer) => boardsOfOwners(db, viewer, 'RECENTLY_SAVED'), person)],
  ['pins of a board, newest first', listed(pinsOf('boardId', 'NEWEST'), board)],
  ['pins of a board in its own order', listed(pinsOf('boardId', 'MANUAL'), board)],
  [
    'the best comments',
    byKeys((db, viewer) => (keys: string[]) => topCommentsOf('postId')(db, viewer)(keys.slice(0, 1) as never), post),
  ],
]

/** What takes the first of so many pages: a list asks each of its members, a ranking reads 200 comments. */
const ofMany: Readonly<Record<string, number>> = { 'posts of a list of 500 people': 20, 'the best comments': 10 }

describe('of a million rows a page reads its own stretch of an index', () => {
  test.each(reads)('%s', async (what, ways) => {
    const viewer: Actor = { kind: 'user', id: person.idOf(2) as UserId, sessionId: '' as never }
    for (const way of ways)
      for (const one of [anonymous, viewer]) {
        const { blocks, scans } = await costOf(way(app.db, one) as SQLWrapper)
        expect(scans, what).toEqual([])
        expect(blocks, what).toBeLessThan(BLOCKS_MAX * (ofMany[what] ?? 1))
      }
  })
})

/** Rows of a table that may be gone through from end to end: fewer are read faster so. */
const SCANNED_MAX = 1_000

/** What running a statement reads: blocks of 8 KB, and the large tables that it goes through from end to end. */
async function costOf(read: SQLWrapper): Promise<{ blocks: number; scans: string[] }> {
  const [row] = await rowsOf<{ 'QUERY PLAN': any }>(
    app.db,
    sql`explain (analyze, buffers, format json) ${read.getSQL()}`,
  )
  const plan = row?.['QUERY PLAN'][0].Plan
  const scans: string[] = []
  const walk = (node: any) => {
    const rows = (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
    if (node['Node Type'] === 'Seq Scan' && rows > SCANNED_MAX) scans.push(node['Relation Name'])
    for (const child of node.Plans ?? []) walk(child)
  }
  walk(plan)
  return { blocks: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'], scans }
}
