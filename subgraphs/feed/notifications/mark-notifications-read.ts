import { numberItems } from '@varal/platform/live/number-items'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import { notificationsTopic } from '@varal/schema/live'
import { and, eq, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Ctx } from '../loaders.ts'
import { signedIn } from '../signed-in.ts'
import type { NotificationEntryData } from './notification-log.ts'
import { notificationCursor } from './notification-page.ts'
import { nothingUnread, unreadCounts } from './reads.ts'
import { inboxes, notifications } from './tables.ts'

export const MarkNotificationsRead = z.object({ upTo: z.string().min(1).max(1_024) })
type Input = z.output<typeof MarkNotificationsRead>

/** Where the cursor stands in the viewer's own list. */
export async function openUpTo({ upTo }: Input, ctx: Ctx): Promise<Outcome<number>> {
  const { list, key } = notificationCursor(signedIn(ctx.viewer))
  return ctx.cursors.open(list, upTo, key) ?? refuse('VALIDATION_FAILED', ['input', 'upTo'])
}

/** Reads everything up to a position. What is read stays read: an older position changes nothing. */
export async function markNotificationsRead(work: Work, { id: recipientId }: Actor, _input: Input, upTo: number) {
  const { db, at } = work
  const [isBehind] = await db
    .select({ readUpTo: inboxes.readUpTo })
    .from(inboxes)
    .where(and(eq(inboxes.recipientId, recipientId), lt(inboxes.readUpTo, upTo)))
  if (isBehind) {
    const topic = notificationsTopic(recipientId)
    const seq = (await numberItems(db, [topic])).get(topic) ?? 0
    // Another device may have read further in the meantime.
    const readUpTo = sql`greatest(${inboxes.readUpTo}, ${upTo})`
    await db
      .update(inboxes)
      .set({
        readUpTo,
        unreadCount: sql`(
          select count(*) from ${notifications} as held
          where held.recipient_id = ${recipientId} and held.seq > ${readUpTo})`,
        version: seq,
        markerSeq: seq,
        markerAt: at,
      })
      .where(eq(inboxes.recipientId, recipientId))
    work.push({ topic, seq, at: at.toISOString(), data: { kind: 'unread' } satisfies NotificationEntryData })
  }
  const [unread] = await unreadCounts(db)([recipientId])
  return { unread: unread ?? nothingUnread }
}
