import type { Db } from '@varal/platform/db'
import type { Work } from '@varal/platform/work'
import type { BoardId, CommentId, NotificationId, PostId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { inboxes, type NotificationType, notificationActors, notifications } from './tables.ts'

/** A notification that is new, or has grown. */
export interface Group {
  readonly id: NotificationId
  readonly isNew: boolean
  readonly type: NotificationType
  readonly recipientId: UserId
  readonly groupKey: string
  readonly postId?: PostId
  readonly commentId?: CommentId
  readonly boardId?: BoardId
  /** The recipient's number that it moves to. */
  readonly seq: number
  /** Who was added, the most recent first. */
  readonly actorIds: readonly UserId[]
}

/** Actors that are kept with the notification. */
export const NEWEST_ACTORS_MAX = 10

/** Inserts new notifications, and moves those that have grown to their new numbers. One statement. */
export async function storeGroups({ db, at }: Work, groups: readonly Group[]): Promise<void> {
  const column = (name: keyof Group) => sql.param(groups.map((group) => group[name] ?? null))
  const counts = sql.param(groups.map(({ actorIds }) => actorIds.length))
  // A list of lists of different lengths does not travel as one array: each goes as its text.
  const newest = sql.param(groups.map(({ actorIds }) => `{${actorIds.slice(0, NEWEST_ACTORS_MAX).join(',')}}`))
  const now = sql`${at.toISOString()}::timestamptz`
  await db.execute(sql`
    insert into ${notifications} as held
      (id, recipient_id, type, group_key, post_id, comment_id, actor_count, newest_actors, seq, board_id,
        created_at, updated_at)
    select id, recipient_id, type, group_key, post_id, comment_id, actor_count, newest::uuid[], seq, board_id,
      ${now}, ${now}
    from unnest(
      ${column('id')}::uuid[], ${column('recipientId')}::uuid[], ${column('type')}::text[],
      ${column('groupKey')}::text[], ${column('postId')}::uuid[], ${column('commentId')}::uuid[], ${counts}::int[],
      ${newest}::text[], ${column('seq')}::bigint[], ${column('boardId')}::uuid[]
    ) as changed (id, recipient_id, type, group_key, post_id, comment_id, actor_count, newest, seq, board_id)
    on conflict (id) do update set
      seq = excluded.seq,
      updated_at = excluded.updated_at,
      actor_count = held.actor_count + excluded.actor_count,
      newest_actors = (excluded.newest_actors || held.newest_actors)[1:${NEWEST_ACTORS_MAX}]`)
}

/** Counts what is new as unread. One statement, if anything is. */
export async function storeUnread(db: Db, groups: readonly Group[]): Promise<void> {
  const byRecipient = Map.groupBy(
    groups.filter(({ isNew }) => isNew),
    ({ recipientId }) => recipientId,
  )
  if (byRecipient.size === 0) return
  const added = [...byRecipient.values()]
  await db.execute(sql`
    insert into ${inboxes} as inbox (recipient_id, unread_count, version)
    select * from unnest(
      ${sql.param([...byRecipient.keys()])}::uuid[],
      ${sql.param(added.map(({ length }) => length))}::int[],
      ${sql.param(added.map((ofRecipient) => Math.max(...ofRecipient.map(({ seq }) => seq))))}::bigint[])
    on conflict (recipient_id) do update set
      unread_count = inbox.unread_count + excluded.unread_count, version = excluded.version`)
}

/** Remembers who was added. One statement. */
export async function storeActors(db: Db, groups: readonly Group[]): Promise<void> {
  const rows = groups.flatMap(({ id, recipientId, seq, actorIds }) =>
    actorIds.toReversed().map((actorId, position) => ({ id, recipientId, seq, actorId, position })),
  )
  const column = (name: keyof (typeof rows)[number]) => sql.param(rows.map((row) => row[name]))
  await db.execute(sql`
    insert into ${notificationActors} (notification_id, actor_id, recipient_id, seq, position)
    select * from unnest(
      ${column('id')}::uuid[], ${column('actorId')}::uuid[], ${column('recipientId')}::uuid[], ${column('seq')}::bigint[],
      ${column('position')}::smallint[])`)
}
