import type { Db } from '@varal/platform/db'
import type { LogEntry, TopicLog } from '@varal/platform/live/topic-log'
import type { FeedItemId, PostId, UserId } from '@varal/schema/ids'
import { and, asc, eq, gt } from 'drizzle-orm'
import { homeLog, type Reason, type SourceId } from './tables.ts'

/** What an entry of a home log says, as it is pushed and as it is read. */
export type HomeEntryData =
  | {
      readonly kind: 'added'
      readonly id: FeedItemId
      readonly postId: PostId
      readonly authorId: UserId
      readonly reason: Reason
      readonly sourceId: SourceId | null
    }
  | { readonly kind: 'removed'; readonly id: FeedItemId }

type Row = Omit<typeof homeLog.$inferSelect, 'ownerId' | 'removedAt'>

export const homeEntry = ({ seq, kind, itemId: id, at, ...about }: Row): LogEntry<HomeEntryData> => ({
  seq,
  at: at.toISOString(),
  data:
    kind === 'added'
      ? { kind, id, postId: about.postId, authorId: about.authorId, reason: about.reason, sourceId: about.sourceId }
      : { kind, id },
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
