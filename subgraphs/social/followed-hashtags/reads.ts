import { among, type Db } from '@varal/platform/db'
import type { Viewer } from '@varal/platform/viewer'
import type { HashtagId, UserId } from '@varal/schema/ids'
import { and, desc, eq } from 'drizzle-orm'
import { type ListRequest, olderThan } from '../chronological.ts'
import { followedHashtags } from './tables.ts'

/** A page of the hashtags that the person follows, the latest first. */
export const hashtagsFollowedBy = (db: Db) => (userId: UserId, request: ListRequest) =>
  db
    .select()
    .from(followedHashtags)
    .where(
      and(eq(followedHashtags.userId, userId), olderThan(request, followedHashtags.since, followedHashtags.hashtagId)),
    )
    .orderBy(desc(followedHashtags.since), desc(followedHashtags.hashtagId))
    .limit(request.first + 1)

/** Those of the hashtags that the viewer follows. */
export const followedAmong = (db: Db, viewer: Viewer) => async (ids: readonly HashtagId[]) =>
  viewer.kind === 'anonymous'
    ? []
    : db
        .select()
        .from(followedHashtags)
        .where(and(eq(followedHashtags.userId, viewer.id), among(followedHashtags.hashtagId, ids)))
