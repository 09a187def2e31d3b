import type { Db } from '@varal/platform/db'
import type { LogEntry, TopicLog } from '@varal/platform/live/topic-log'
import type { FeedItemId, PostId, UserId } from '@varal/schema/ids'
import { and, asc, eq, gt } from 'drizzle-orm'
import { homeLog } from './tables.ts'

/** What an entry of a home log says, as it is pushed and as it is read. */
export type HomeEntryData =
  | { readonly kind: 'added'; readonly id: FeedItemId; readonly postId: PostId; readonly authorId: UserId }
  | { readonly kind: 'removed'; readonly id: FeedItemId }

type Row = Pick<typeof homeLog.$inferSelect, 'seq' | 'kind' | 'itemId' | 'postId' | 'authorId' | 'at'>

export const homeEntry = ({ seq, kind, itemId: id, postId, authorId, at }: Row): LogEntry<HomeEntryData> => ({
  seq,
  at: at.toISOString(),
  data: kind === 'added' ? { kind, id, postId, authorId } : { kind, id },
})

/**
 * The log behind a home stream. It is only ever cut at its old end, and keeps more than its newest row, so that a cursor
 * from before the cut always finds a first entry that does not follow it: the stream answers CURSOR_TOO_OLD.
 */
export const homeLogOf = (db: Db, owner: UserId): TopicLog<HomeEntryData> => ({
  async read(after, limit) {
    const rows = await db
      .select()
      .from(homeLog)
      .where(and(eq(homeLog.ownerId, owner), gt(homeLog.seq, after)))
      .orderBy(asc(homeLog.seq))
      .limit(limit)
    return rows.map(homeEntry)
  },
})
