import { encodeId } from '@varal/platform/global-ids'
import { lastNumber } from '@varal/platform/live/number-items'
import { streamCursor, subscription } from '@varal/platform/live/subscription'
import type { LogEntry } from '@varal/platform/live/topic-log'
import { connection, pageRequest } from '@varal/platform/page'
import { homeTopic } from '@varal/schema/live'
import { z } from 'zod'
import type { Ctx } from '../loaders.ts'
import type { FeedItemModel } from '../models.ts'
import { signedIn } from '../signed-in.ts'
import { type HomeEntryData, homeLogOf } from './home-log.ts'
import { homePage } from './reads.ts'

/** A page of the viewer's timeline. Two statements. */
export async function homeFeed(args: { first: number; after?: string | null | undefined }, ctx: Ctx) {
  const owner = signedIn(ctx.viewer)
  const request = pageRequest(args, ctx.cursors, { list: `home:${owner}`, key: z.int().positive() })
  // Before the page is read: what comes in between is on the page and in the stream, rather than in neither.
  const seq = await lastNumber(ctx.db, homeTopic(owner))
  const rows = await homePage(ctx.db, owner, request)
  return {
    ...connection(rows, request, (row) => row.seq),
    streamCursor: streamCursor(ctx, homeTopic(owner), seq),
  }
}

export const homeStream = subscription(({ after }: { after?: string | null }, ctx: Ctx) => {
  const owner = signedIn(ctx.viewer)
  return { topic: homeTopic(owner), log: homeLogOf(ctx.db, owner), after, render }
})

function render({ at, data }: LogEntry<HomeEntryData>) {
  if (data.kind === 'removed') return { __typename: 'FeedItemRemoved', feedItemId: encodeId('FeedItem', data.id) }
  const item: FeedItemModel = { ...data, deliveredAt: at }
  return { __typename: 'FeedItemAdded', item }
}
