import { encodeId } from '@varal/platform/global-ids'
import { streamCursor, subscription } from '@varal/platform/live/subscription'
import type { LogEntry } from '@varal/platform/live/topic-log'
import { connection, pageRequest } from '@varal/platform/page'
import { homeTopic } from '@varal/schema/live'
import { z } from 'zod'
import type { Ctx } from '../loaders.ts'
import type { FeedItemModel } from '../models.ts'
import { signedIn } from '../signed-in.ts'
import { catchUp, standingOf } from './crowds.ts'
import { type HomeEntryData, homeLogOf } from './home-log.ts'
import { lookingAgain } from './looking-again.ts'
import { homePage } from './reads.ts'

/** A page of the viewer's timeline. Two statements; the first page brings what crowds have, if there is anything. */
export async function homeFeed(args: { first: number; after?: string | null | undefined }, ctx: Ctx) {
  const owner = signedIn(ctx.viewer)
  const request = pageRequest(args, ctx.cursors, { list: `home:${owner}`, key: z.int().positive() })
  // Before the page is read: what comes in between is on the page and in the stream, rather than in neither.
  const standing = await standingOf(ctx.db, owner)
  const brings = standing.isBehind && request.after === null
  if (brings) await ctx.work((work) => catchUp(work, owner))
  const { seq } = brings ? await standingOf(ctx.db, owner) : standing
  const rows = await homePage(ctx.db, owner, request)
  return {
    ...connection(rows, request, (row) => row.seq),
    streamCursor: streamCursor(ctx, homeTopic(owner), seq),
  }
}

const stream = subscription(({ after }: { after?: string | null }, ctx: Ctx) => {
  const owner = signedIn(ctx.viewer)
  return { topic: homeTopic(owner), log: homeLogOf(ctx.db, owner), after, render }
})

export const homeStream = {
  ...stream,
  subscribe: async (parent: unknown, args: { after?: string | null }, ctx: Ctx) =>
    lookingAgain(ctx, await stream.subscribe(parent, args, ctx)),
}

function render({ at, data }: LogEntry<HomeEntryData>) {
  if (data.kind === 'removed') return { __typename: 'FeedItemRemoved', feedItemId: encodeId('FeedItem', data.id) }
  const item: FeedItemModel = { ...data, deliveredAt: at }
  return { __typename: 'FeedItemAdded', item }
}
