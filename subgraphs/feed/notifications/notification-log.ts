import { type Db, rowsOf } from '@varal/platform/db'
import type { TopicLog } from '@varal/platform/live/topic-log'
import type { NotificationId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { inboxes, notifications, withdrawnNotifications } from './tables.ts'

/** What an entry of a notification log says, as it is pushed and as it is read. */
export type NotificationEntryData =
  | { readonly kind: 'changed'; readonly id: NotificationId }
  /** It is gone, and perhaps the unread count has changed. */
  | { readonly kind: 'withdrawn'; readonly id: NotificationId }
  /** The unread count changed, and no notification. */
  | { readonly kind: 'unread' }

/**
 * The log behind a stream of notifications: of each notification the last change, or for a day that it is gone; and the
 * last change of the count alone.
 */
export const notificationLogOf = (db: Db, recipient: UserId): TopicLog<NotificationEntryData> => ({
  isCompacted: true,
  async read(after, limit) {
    const rows = await rowsOf<{
      kind: NotificationEntryData['kind'] | 'forgotten'
      seq: string
      at_ms: string
      id: NotificationId
    }>(
      db,
      sql`
        select kind, seq, (extract(epoch from at) * 1000)::bigint as at_ms, id from (
          (select 'forgotten' as kind, 0 as seq, null::timestamptz as at, null::uuid as id from ${inboxes}
            where recipient_id = ${recipient} and forgotten_seq > ${after})
          union all
          (select 'changed', seq, updated_at, id from ${notifications}
            where recipient_id = ${recipient} and seq > ${after} order by seq limit ${limit})
          union all
          (select 'withdrawn', seq, at, notification_id from ${withdrawnNotifications}
            where recipient_id = ${recipient} and seq > ${after} order by seq limit ${limit})
          union all
          (select 'unread', marker_seq, marker_at, null from ${inboxes}
            where recipient_id = ${recipient} and marker_seq > ${after})
        ) as entry
        order by seq limit ${limit}`,
    )
    if (rows[0]?.kind === 'forgotten') return null
    return rows.map(({ kind, seq, at_ms, id }) => ({
      seq: Number(seq),
      at: new Date(Number(at_ms)).toISOString(),
      data: kind === 'unread' ? { kind } : { kind: kind as 'changed' | 'withdrawn', id },
    }))
  },
})
