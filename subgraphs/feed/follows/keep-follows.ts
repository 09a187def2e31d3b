import { type Handler, on } from '@varal/platform/handlers'
import { and, eq, or } from 'drizzle-orm'
import { blocks, follows } from './tables.ts'

const keepFollow = on('social.user.followed', 'keep-follow', async ({ data }, { db, at }) => {
  await db
    .insert(follows)
    .values({
      followeeId: data.followeeId,
      followerId: data.followerId,
      notifyOnPost: data.notifyOnPost ?? false,
      since: at,
    })
    .onConflictDoNothing()
})

const dropFollow = on('social.user.unfollowed', 'drop-follow', async ({ data }, { db }) => {
  await db.delete(follows).where(and(eq(follows.followeeId, data.followeeId), eq(follows.followerId, data.followerId)))
})

const changeFollow = on('social.follow.changed', 'change-follow', async ({ data }, { db }) => {
  await db
    .update(follows)
    .set({ notifyOnPost: data.notifyOnPost })
    .where(and(eq(follows.followeeId, data.followeeId), eq(follows.followerId, data.followerId)))
})

/** The follows between the two ended with the block: social does not tell them apart. */
const keepBlock = on('social.user.blocked', 'keep-block', async ({ data: { blockerId, blockedId } }, { db }) => {
  await db.insert(blocks).values({ blockerId, blockedId }).onConflictDoNothing()
  await db
    .delete(follows)
    .where(
      or(
        and(eq(follows.followeeId, blockerId), eq(follows.followerId, blockedId)),
        and(eq(follows.followeeId, blockedId), eq(follows.followerId, blockerId)),
      ),
    )
})

const dropBlock = on('social.user.unblocked', 'drop-block', async ({ data }, { db }) => {
  await db.delete(blocks).where(and(eq(blocks.blockerId, data.blockerId), eq(blocks.blockedId, data.blockedId)))
})

export const followHandlers: readonly Handler[] = [keepFollow, changeFollow, dropFollow, keepBlock, dropBlock]
