import { type Handler, on } from '@varal/platform/handlers'
import { and, eq } from 'drizzle-orm'
import { mutes } from './tables.ts'

const keepMute = on('social.user.muted', 'keep-mute', async ({ data }, { db }) => {
  await db
    .insert(mutes)
    .values(data)
    .onConflictDoUpdate({ target: [mutes.muterId, mutes.mutedId], set: { level: data.level } })
})

const dropMute = on('social.user.unmuted', 'drop-mute', async ({ data }, { db }) => {
  await db.delete(mutes).where(and(eq(mutes.muterId, data.muterId), eq(mutes.mutedId, data.mutedId)))
})

export const muteHandlers: readonly Handler[] = [keepMute, dropMute]
