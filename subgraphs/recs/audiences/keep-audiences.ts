import { type Handler, on } from '@varal/platform/handlers'
import { eq } from 'drizzle-orm'
import { awayPeople, hiddenPeople } from './tables.ts'

const keepAudience = on('social.audience.changed', 'keep-audience', async ({ data }, { db }) => {
  const isUndiscoverable = !data.discoverable
  if (!data.isPrivate && data.discoverable) {
    await db.delete(hiddenPeople).where(eq(hiddenPeople.id, data.userId))
    return
  }
  await db
    .insert(hiddenPeople)
    .values({ id: data.userId, isUndiscoverable })
    .onConflictDoUpdate({ target: hiddenPeople.id, set: { isUndiscoverable } })
})

const keepAway = on('users.account.deactivated', 'keep-away', async ({ data: { userId } }, { db }) => {
  await db.insert(awayPeople).values({ id: userId }).onConflictDoNothing()
})

const dropAway = on('users.account.reactivated', 'drop-away', async ({ data: { userId } }, { db }) => {
  await db.delete(awayPeople).where(eq(awayPeople.id, userId))
})

export const audienceHandlers: readonly Handler[] = [keepAudience, keepAway, dropAway]
