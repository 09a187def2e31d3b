import { type Db, rowsOf } from '@varal/platform/db'
import type { TopicLog } from '@varal/platform/live/topic-log'
import type { NotificationId, UserId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { inboxes, notifications } from './tables.ts'

/** What an entry of a notification log says, as it is pushed and as it is read. */
export type NotificationEntryData =
  | { readonly kind: 'changed'; readonly id: NotificationId }
  /** The unread count changed, and no notification grew. */
  | { readonly kind: 'unread' }

/**
 * The log behind a stream of notifications: of each notification the last change, and the last change of the count
 * alone. The highest number of a topic is always among them.
 */
export const notificationLogOf = (db: Db, recipient: UserId): TopicLog<NotificationEntryData> => ({
  isCompacted: true,
  async read(after, limit) {
    const rows = await rowsOf<{ seq: string; at_ms: string; id: NotificationId | null }>(
      db,
      sql`
        (select seq, (extract(epoch from updated_at) * 1000)::bigint as at_ms, id from ${notifications}
          where recipient_id = ${recipient} and seq > ${after} order by seq limit ${limit})
        union all
        (select marker_seq, (extract(epoch from marker_at) * 1000)::bigint, null from ${inboxes}
          where recipient_id = ${recipient} and marker_seq > ${after})
        order by seq limit ${limit}`,
    )
    return rows.map(({ seq, at_ms, id }) => ({
      seq: Number(seq),
      at: new Date(Number(at_ms)).toISOString(),
      data: id ? { kind: 'changed', id } : { kind: 'unread' },
    }))
  },
})
