import type { Topic } from '@varal/schema/live'
import { z } from 'zod'
import type { Context } from '../context.ts'
import type { StreamStep } from './follower.ts'
import { leavable } from './leavable.ts'
import type { LogEntry, TopicLog } from './topic-log.ts'

const position = z.tuple([z.string(), z.number().int().nonnegative()])
const purposeOf = (topic: Topic) => `stream:${topic}`

/** The cursor behind number `seq` of a topic. */
export const streamCursor = (ctx: Pick<Context<never>, 'cursors' | 'live'>, topic: Topic, seq: number): string =>
  ctx.cursors.seal(purposeOf(topic), [ctx.live.epoch, seq])

export interface StreamOptions<Data> {
  readonly topic: Topic
  readonly log: TopicLog<Data>
  /** A StreamCursor of the client's. */
  readonly after: string | null | undefined
  /** Where to begin without one: with what happens from now on, or with the whole log. */
  readonly from?: 'now' | 'beginning'
  /** The type's own fields, with its `__typename`; `cursor` and `at` are added. */
  readonly render: (entry: LogEntry<Data>) => { readonly __typename: string }
  /** Ends the stream after this entry. */
  readonly isLast?: (entry: LogEntry<Data>) => boolean
}

/** What a `Subscription` field sends: the log from the cursor on, then checkpoints and what happens. Ends after a reset. */
export function streamItems<Data>(ctx: Context<unknown>, options: StreamOptions<Data>) {
  const { topic, log, after, render, isLast, from = 'now' } = options
  const start =
    after == null ? [ctx.live.epoch, from === 'now' ? null : 0] : ctx.cursors.open(purposeOf(topic), after, position)
  const isValid = start?.[0] === ctx.live.epoch
  const steps = isValid ? ctx.live.follow(topic, log, start[1] as number | null) : resetAtOnce
  let isOver = false

  return leavable(
    async () => {
      if (isOver) return null
      const { done, value: step } = await steps.next()
      if (done) return null
      isOver = step.kind === 'reset' || (step.kind === 'item' && isLast?.(step) === true)
      const cursor = streamCursor(ctx, topic, step.seq)
      if (step.kind === 'item') return { ...render(step), cursor, at: step.at }
      const at = ctx.clock.now().toISOString()
      return step.kind === 'checkpoint'
        ? { __typename: 'StreamCheckpoint', cursor, at }
        : { __typename: 'StreamReset', cursor, at, reason: step.reason }
    },
    () => void steps.return?.(),
  )
}

/** For a cursor that is not this stream's. */
const resetAtOnce: Pick<AsyncIterableIterator<StreamStep<never>>, 'next' | 'return'> = {
  next: async () => ({ done: false, value: { kind: 'reset', seq: 0, reason: 'CURSOR_INVALID' } }),
}

/** A `Subscription` field: `open` says what is streamed; each item is the field's value. */
export function subscription<Args, Ctx extends Context<unknown>, Data>(
  open: (args: Args, ctx: Ctx) => StreamOptions<Data> | Promise<StreamOptions<Data>>,
) {
  return {
    subscribe: async (_parent: unknown, args: Args, ctx: Ctx) => streamItems(ctx, await open(args, ctx)),
    resolve: (item: unknown) => item as never,
  }
}
