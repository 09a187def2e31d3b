import { Mistake } from '@varal/platform/errors'
import { publicTopic } from '@varal/schema/live'
import { z } from 'zod'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Ctx } from '../loaders.ts'
import { beginWatching } from '../watched-stream.ts'
import { readFilter } from './public-event-filter.ts'
import { type PublicEventItem, PublicEventStream } from './public-event-stream.ts'

const sealed = z.tuple([z.string(), z.int().nonnegative()])

/** The number in a cursor; null if it is not of this stream, or of an earlier life of the log. */
function openCursor({ cursors, live }: Ctx, cursor: string): number | null {
  const [epoch, seq] = cursors.open(`stream:${publicTopic}`, cursor, sealed) ?? []
  return epoch === live.epoch && seq !== undefined ? seq : null
}

const neverRefused = () => new Mistake('INTERNAL', 'The public stream is there for everybody.')

export const publicEvents = {
  Subscription: {
    publicEvents: {
      subscribe: async (_subscription, { after, filter }, ctx): Promise<never> => {
        const wanted = readFilter(filter)
        const seq = after == null ? null : openCursor(ctx, after)
        const cursor = after == null ? 'none' : seq === null ? 'invalid' : 'valid'
        return (await beginWatching(new PublicEventStream(seq, wanted, ctx), cursor, neverRefused)) as never
      },
      resolve: (item: PublicEventItem): never => item as never,
    },
  },
} satisfies Resolvers
