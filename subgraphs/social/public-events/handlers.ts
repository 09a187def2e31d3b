import { among, rowsOf } from '@varal/platform/db'
import { on, onBatch } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { PostId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import type { Visibility } from '../policy.ts'
import { posts } from '../posts/tables.ts'
import { isAway } from '../standing.ts'
import { trimLog } from '../trim-log.ts'
import { appendPublicEvents, type PublicEvent } from './append.ts'
import { isFindable } from './reads.ts'
import { publicEvents } from './tables.ts'

/** Of an author who shuts or opens everything at once: the newest posts that are told of. */
const POSTS_OF_AUTHOR_MAX = 1_000

/** A fact of a post. */
interface Told {
  readonly postId: PostId
  /** The visibilities that it had before and has now, where the fact says so. */
  readonly visibilities: readonly (Visibility | undefined)[]
}

/**
 * The log is written from social's own facts, in batches: publishing a post costs nothing for it. What is or was public is
 * in it, of people who may be found; each stream asks again what of it there is to see.
 */
export const publicEventHandlers = [
  onBatch('social.post.published', 'log-published', (events, work) =>
    log(
      work,
      'published',
      events.map(({ data }) => ({ postId: data.postId, visibilities: [data.visibility] })),
    ),
  ),
  onBatch('social.post.edited', 'log-edited', (events, work) =>
    log(
      work,
      'changed',
      events.map(({ data }) => ({ postId: data.postId, visibilities: [data.visibilityBefore, data.visibility] })),
    ),
  ),
  onBatch('social.post.deleted', 'log-deleted', (events, work) =>
    log(
      work,
      'changed',
      events.map(({ data }) => ({ postId: data.postId, visibilities: [data.visibility] })),
    ),
  ),
  ...(['social.post.withheld', 'social.post.released'] as const).map((name) =>
    onBatch(name, `log-${name}`, (events, work) =>
      log(
        work,
        'changed',
        events.map(({ data }) => ({ postId: data.postId, visibilities: [undefined] })),
      ),
    ),
  ),
  on('social.audience.changed', 'log-audience', async ({ at, data }, work) => {
    const { userId, isPrivate, discoverable, before } = data
    const wasFindable = before !== undefined && !before.isPrivate && before.discoverable
    if (wasFindable !== (!isPrivate && discoverable)) await logAuthor(work, userId, at)
  }),
  on('users.account.deactivated', 'log-deactivated', ({ at, data }, work) => logFindable(work, data.userId, at)),
  on('users.account.reactivated', 'log-reactivated', ({ at, data }, work) => logFindable(work, data.userId, at)),
  trimLog('trim-public-events', publicEvents),
]

/** Three statements, however many; none for what never was public. */
async function log(work: Work, kind: PublicEvent['kind'], told: readonly Told[]): Promise<void> {
  const maybe = told.filter(({ visibilities }) => visibilities.some((one) => one === undefined || one === 'PUBLIC'))
  if (maybe.length === 0) return
  const found = await work.db
    .select({ id: posts.id, authorId: posts.authorId, visibility: posts.visibility })
    .from(posts)
    .where(
      sql`${among(
        posts.id,
        maybe.map(({ postId }) => postId),
      )} and ${isFindable(posts.authorId)} and not ${isAway(posts.authorId)}`,
    )
  const rows = new Map(found.map((row) => [row.id, row]))
  const events = maybe.flatMap(({ postId, visibilities }) => {
    const row = rows.get(postId)
    const isPublic = visibilities.some((one) => (one ?? row?.visibility) === 'PUBLIC')
    return row && isPublic ? [{ kind, postId, authorId: row.authorId }] : []
  })
  await appendPublicEvents(work, events)
}

/** As `logAuthor`, unless they could not be found before either. */
const logFindable = (work: Work, authorId: UserId, at: string) =>
  logAuthor(work, authorId, at, sql`and ${isFindable(posts.authorId)}`)

/** All of an author's public posts are there no more, or again. What was published since then is told of by itself. */
async function logAuthor(work: Work, authorId: UserId, at: string, where = sql``): Promise<void> {
  const newest = await rowsOf<{ id: PostId }>(
    work.db,
    sql`select id from ${posts} where author_id = ${authorId} and visibility = 'PUBLIC' and state = 'PUBLISHED'
          and published_at <= ${at}::timestamptz ${where}
        order by published_at desc limit ${POSTS_OF_AUTHOR_MAX}`,
  )
  await appendPublicEvents(
    work,
    newest.map(({ id }) => ({ kind: 'changed', postId: id, authorId })),
  )
}
