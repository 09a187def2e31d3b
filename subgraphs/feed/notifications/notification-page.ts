import { lastNumber } from '@varal/platform/live/number-items'
import { streamCursor } from '@varal/platform/live/subscription'
import { connection, pageRequest } from '@varal/platform/page'
import type { UserId } from '@varal/schema/ids'
import { notificationsTopic } from '@varal/schema/live'
import { z } from 'zod'
import type { Ctx } from '../loaders.ts'
import { signedIn } from '../signed-in.ts'
import { notificationPage as readPage, withoutAway } from './reads.ts'

/** What a cursor of somebody's notifications is: the number of a notification's last change. */
export const notificationCursor = (recipient: UserId) => ({
  list: `notifications:${recipient}`,
  key: z.int().positive(),
})

/** A page of the viewer's notifications, with their actors. Two statements, and one for the unread count if it is asked for. */
export async function notificationPage(args: { first: number; after?: string | null | undefined }, ctx: Ctx) {
  const recipient = signedIn(ctx.viewer)
  const request = pageRequest(args, ctx.cursors, notificationCursor(recipient))
  // Before the page is read: what comes in between is on the page and in the stream, rather than in neither.
  const seq = await lastNumber(ctx.db, notificationsTopic(recipient))
  const rows = (await readPage(ctx.db, recipient, request)).map((row) => withoutAway(row))
  return {
    ...connection(rows, request, (row) => row.seq),
    streamCursor: streamCursor(ctx, notificationsTopic(recipient), seq),
  }
}
