import { rowsOf } from '@varal/platform/db'
import { mintId } from '@varal/platform/mint-id'
import type { Work } from '@varal/platform/work'
import type { PostId, UserId } from '@varal/schema/ids'
import { type SQL, sql } from 'drizzle-orm'
import { follows } from '../follows/tables.ts'
import { isShownTo } from '../limits/reads.ts'
import { mutes } from '../mutes/tables.ts'
import { crowdPosts, crowds, followedSources } from '../sources/tables.ts'
import { appendToLogs } from './append-to-logs.ts'
import { beginCrowd } from './crowds.ts'
import { onTimeline } from './reads.ts'
import { homeLog, type Reason, type SourceId } from './tables.ts'

/** A post that comes to who follows a source: its author, who reposted it, a board or a hashtag. */
export interface Offer {
  readonly postId: PostId
  readonly authorId: UserId
  readonly reason: Reason
  readonly sourceId: SourceId
}

export interface Delivery extends Offer {
  readonly ownerId: UserId
  /** The owner wants to hear of each new post of the author. */
  readonly isToldOf: boolean
}

/** Deliveries that are made by one round of statements. */
const CHUNK = 1_000
/** What has more followers becomes a crowd. */
const FANNED_OUT_MAX = 10_000

/**
 * Puts posts on the timelines of who follows people, or boards and hashtags (`sources`): three statements for a thousand
 * deliveries. What a crowd brings is put nowhere but kept (`crowds.ts`), in the same statement.
 */
export async function deliver(
  work: Work,
  to: 'people' | 'sources',
  offers: readonly Offer[],
  onDelivered?: (deliveries: readonly Delivery[]) => Promise<void>,
): Promise<void> {
  if (offers.length === 0) return
  const counts = new Map<number, number>()
  for (let after = { position: 0, owner_id: NOBODY }, isFull = true; isFull; ) {
    const rows = await rowsOf<Recipient>(work.db, recipients(to, offers, after, work.at))
    const deliveries = onceEach(rows, offers)
    await appendToLogs(
      work,
      deliveries.map((delivery) => ({ ...delivery, kind: 'added', itemId: mintId('FeedItem', work.at) })),
    )
    await onDelivered?.(deliveries)

    after = rows.at(-1) ?? after
    isFull = rows.length === CHUNK
    for (const { position } of rows) counts.set(position, (counts.get(position) ?? 0) + 1)
    // From the next chunk on it goes only to who wants to be told.
    const last = offers[after.position - 1]
    if (isFull && last && (counts.get(after.position) ?? 0) > FANNED_OUT_MAX) await beginCrowd(work, last)
  }
}

type Recipient = { position: number; owner_id: UserId; notify_on_post: boolean }

/** Sorts before every id. */
const NOBODY = '00000000-0000-0000-0000-000000000000' as UserId

/** Of a post that comes to somebody for two reasons at once, the first counts. */
function onceEach(rows: readonly Recipient[], offers: readonly Offer[]): Delivery[] {
  const deliveries = new Map<string, Delivery>()
  for (const { position, owner_id: ownerId, notify_on_post: isToldOf } of rows) {
    const offer = offers[position - 1] as Offer
    const key = `${ownerId} ${offer.postId}`
    if (!deliveries.has(key)) deliveries.set(key, { ...offer, ownerId, isToldOf })
  }
  return [...deliveries.values()]
}

/**
 * Who gets which offer, offer by offer, in chunks. Timelines that show the post already are left out before anything is
 * numbered, so that a repeated fan-out leaves no gaps.
 */
function recipients(
  to: 'people' | 'sources',
  offers: readonly Offer[],
  after: Pick<Recipient, 'position' | 'owner_id'>,
  at: Date,
): SQL {
  const column = (name: keyof Offer) => sql.param(offers.map((offer) => offer[name]))
  const areByAuthors = offers.every(({ reason }) => reason === 'AUTHOR')
  const isWanted = sql`
    (offer.position, reader.follower_id) > (${after.position}::bigint, ${after.owner_id}::uuid)
    and not exists (select from ${mutes} where muter_id = reader.follower_id and muted_id = offer.author_id)
    and not exists (select from ${homeLog} where post_id = offer.post_id and owner_id = reader.follower_id and ${onTimeline})
    ${areByAuthors ? sql`` : sql`and ${isForOthers}`}`
  const ordered = sql`order by reader.follower_id limit ${CHUNK}`
  const followers =
    to === 'sources'
      ? sql`
        select reader.follower_id, false as notify_on_post from ${followedSources} as reader
        where reader.source_id = offer.source_id and not offer.is_crowd and ${isWanted} ${ordered}`
      : sql`
        (select reader.follower_id, reader.notify_on_post from ${follows} as reader
          where reader.followee_id = offer.source_id and not offer.is_crowd and ${isWanted} ${ordered})
        union all
        (select reader.follower_id, reader.notify_on_post from ${follows} as reader
          where reader.followee_id = offer.source_id and offer.is_crowd and reader.notify_on_post and offer.reason = 'AUTHOR'
            and ${isWanted} ${ordered})`
  return sql`
    with offer as materialized (
      select given.*, exists (select from ${crowds} as crowd where crowd.source_id = given.source_id) as is_crowd
      from unnest(
        ${column('postId')}::uuid[], ${column('authorId')}::uuid[], ${column('reason')}::text[],
        ${column('sourceId')}::uuid[]
      ) with ordinality as given (post_id, author_id, reason, source_id, position)
    ), kept as (
      insert into ${crowdPosts} (source_id, reason, post_id, author_id, at)
      select source_id, reason, post_id, author_id, ${at.toISOString()}::timestamptz from offer
      where is_crowd and ${after.position}::bigint = 0 and not exists (
        select from ${crowdPosts} as held where held.post_id = offer.post_id and held.source_id = offer.source_id)
      order by position
    )
    select offer.position::int, follower.follower_id as owner_id, follower.notify_on_post
    from offer cross join lateral (${followers}) as follower
    order by offer.position, follower.follower_id
    limit ${CHUNK}`
}

/** What comes to somebody who need not follow the author. */
const isForOthers = sql`
  reader.follower_id <> offer.author_id
  and not exists (select from ${mutes} where muter_id = reader.follower_id and muted_id = offer.source_id)
  and ${isShownTo(sql`reader.follower_id`, sql`offer.post_id`, sql`offer.author_id`)}`
