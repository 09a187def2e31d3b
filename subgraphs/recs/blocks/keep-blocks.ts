import { type Handler, on } from '@varal/platform/handlers'
import { and, eq } from 'drizzle-orm'
import { blocks } from './tables.ts'

const keepBlock = on('social.user.blocked', 'keep-block', async ({ data: { blockerId, blockedId } }, { db }) => {
  await db.insert(blocks).values({ blockerId, blockedId }).onConflictDoNothing()
})

const dropBlock = on('social.user.unblocked', 'drop-block', async ({ data }, { db }) => {
  await db.delete(blocks).where(and(eq(blocks.blockerId, data.blockerId), eq(blocks.blockedId, data.blockedId)))
})

export const blockHandlers: readonly Handler[] = [keepBlock, dropBlock]
