import { among, type Db, rowsOf } from '@varal/platform/db'
import { numberRuns } from '@varal/platform/live/number-items'
import { liveTopics } from '@varal/platform/tables'
import type { Work } from '@varal/platform/work'
import type { NotificationId, UserId } from '@varal/schema/ids'
import { notificationsTopic } from '@varal/schema/live'
import { asc, sql } from 'drizzle-orm'
import type { NotificationEntryData } from './notification-log.ts'
import { NEWEST_ACTORS_MAX } from './store-groups.ts'
import { inboxes, notificationActors, notifications, withdrawnNotifications } from './tables.ts'

/** An actor behind a notification. */
export interface Trace extends Held {
  readonly actorId: UserId
}

/** A notification of somebody's. */
export interface Held {
  readonly id: NotificationId
  readonly recipientId: UserId
}

/** Rows that one statement deletes. */
const CHUNK = 5_000
/** More of one recipient's at once would overflow the queue of whoever watches: the last alone is pushed, which makes them read the log. */
const RUN_PUSHED_MAX = 100

/**
 * Takes actors out of notifications, which stay where they are in the list; those that are left without actors
 * disappear. Three statements, and five if any disappears, however many traces.
 */
export async function withdrawActors(work: Work, traces: readonly Trace[]): Promise<void> {
  if (traces.length === 0) return
  await lockNotifications(work.db, traces)
  const ids = sql.param(traces.map(({ id }) => id))
  await work.db.execute(sql`
    delete from ${notificationActors} as actor
    using unnest(${ids}::uuid[], ${sql.param(traces.map(({ actorId }) => actorId))}::uuid[]) as gone (id, actor_id)
    where actor.notification_id = gone.id and actor.actor_id = gone.actor_id`)
  const left = await rowsOf<{ id: NotificationId; recipient_id: UserId; actor_count: number }>(
    work.db,
    sql`
      update ${notifications} as held
      set actor_count = held.actor_count - gone.actors, newest_actors = array(
        select actor_id from ${notificationActors} as actor where actor.notification_id = held.id
        order by actor.seq desc, actor.position desc limit ${NEWEST_ACTORS_MAX})
      from (select id, count(*)::int as actors from unnest(${ids}::uuid[]) as id group by id) as gone
      where held.id = gone.id
      returning held.id, held.recipient_id, held.actor_count`,
  )
  const empty = left.filter(({ actor_count }) => actor_count === 0)
  await takeAway(
    work,
    empty.map(({ id, recipient_id: recipientId }) => ({ id, recipientId })),
  )
}

/** Takes notifications away with all their actors. Four statements for those of 5,000 actors. */
export async function withdrawNotifications(work: Work, held: readonly Held[]): Promise<void> {
  if (held.length === 0) return
  await lockNotifications(work.db, held)
  await deleteActors(work.db, held)
  await takeAway(work, held)
}

/**
 * Deletes notifications that nobody is behind any more, and tells each as an entry of its recipient's log. Those that
 * were unread no longer count. Two statements. Their topics are locked already.
 */
async function takeAway(work: Work, held: readonly Held[]): Promise<void> {
  if (held.length === 0) return
  const { db, at } = work
  const byTopic = Map.groupBy(held, ({ recipientId }) => notificationsTopic(recipientId))
  const firsts = await numberRuns(db, new Map([...byTopic].map(([topic, { length }]) => [topic, length])))
  const runs = [...byTopic].map(([topic, ofRecipient]) =>
    ofRecipient.map((one, index) => ({ ...one, topic, seq: (firsts.get(topic) ?? 0) + index })),
  )
  const entries = runs.flat()
  const column = (name: keyof Held | 'seq') => sql.param(entries.map((entry) => entry[name]))
  await db.execute(sql`
    with entry as (
      insert into ${withdrawnNotifications} (notification_id, recipient_id, seq, at)
      select *, ${at.toISOString()}::timestamptz
      from unnest(${column('id')}::uuid[], ${column('recipientId')}::uuid[], ${column('seq')}::bigint[])
      returning notification_id, recipient_id, seq
    ), gone as (
      delete from ${notifications} as held using entry where held.id = entry.notification_id
      returning held.recipient_id, held.seq as held_seq, entry.seq
    ), unread as (
      select inbox.recipient_id, count(*)::int as notifications, max(gone.seq) as seq
      from gone join ${inboxes} as inbox on inbox.recipient_id = gone.recipient_id and gone.held_seq > inbox.read_up_to
      group by inbox.recipient_id
    )
    update ${inboxes} as inbox
    set unread_count = inbox.unread_count - unread.notifications, version = unread.seq
    from unread where inbox.recipient_id = unread.recipient_id`)

  const pushed = runs.flatMap((run) => (run.length > RUN_PUSHED_MAX ? run.slice(-1) : run))
  for (const { topic, seq, id } of pushed) {
    const data: NotificationEntryData = { kind: 'withdrawn', id }
    work.push({ topic, seq, at: at.toISOString(), data })
  }
}

/** Whoever changes people's notifications holds these locks, so that rows are always locked after them. */
async function lockNotifications(db: Db, held: readonly Held[]): Promise<void> {
  const topics = [...new Set(held.map(({ recipientId }) => notificationsTopic(recipientId)))]
  await db
    .select({ topic: liveTopics.topic })
    .from(liveTopics)
    .where(among(liveTopics.topic, topics))
    .orderBy(asc(liveTopics.topic))
    .for('update')
}

/** A viral post's actors are too many for one statement. */
async function deleteActors(db: Db, held: readonly Held[]): Promise<void> {
  const ids = sql.param(held.map(({ id }) => id))
  for (let isFull = true; isFull; ) {
    const { rowCount } = await db.execute(sql`
      delete from ${notificationActors} where ctid = any(array(
        select ctid from ${notificationActors} where notification_id = any(${ids}::uuid[]) limit ${CHUNK}))`)
    isFull = rowCount === CHUNK
  }
}
