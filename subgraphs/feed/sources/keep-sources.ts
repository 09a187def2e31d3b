import { type Handler, on } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import { crowds, type FollowedId, followedSources } from './tables.ts'

export const sourceHandlers: readonly Handler[] = [
  on('social.hashtag.followed', 'keep-hashtag-follow', ({ data }, work) => keep(work, data.hashtagId, data.userId)),
  on('social.hashtag.unfollowed', 'drop-hashtag-follow', ({ data }, work) => drop(work, data.hashtagId, data.userId)),
  on('social.board.followed', 'keep-board-follow', ({ data }, work) => keep(work, data.boardId, data.userId)),
  on('social.board.unfollowed', 'drop-board-follow', ({ data }, work) => drop(work, data.boardId, data.userId)),
  // That its pins are gone is told of each, and takes the items away.
  on('social.board.deleted', 'drop-board-follows', async ({ data: { boardId } }, { db }) => {
    await db.delete(followedSources).where(eq(followedSources.sourceId, boardId))
    await db.delete(crowds).where(eq(crowds.sourceId, boardId))
  }),
]

async function keep({ db, at }: Work, sourceId: FollowedId, followerId: UserId): Promise<void> {
  await db.insert(followedSources).values({ sourceId, followerId, since: at }).onConflictDoNothing()
}

async function drop({ db }: Work, sourceId: FollowedId, followerId: UserId): Promise<void> {
  await db
    .delete(followedSources)
    .where(and(eq(followedSources.sourceId, sourceId), eq(followedSources.followerId, followerId)))
}
