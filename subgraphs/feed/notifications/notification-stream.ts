import { subscription } from '@varal/platform/live/subscription'
import type { LogEntry } from '@varal/platform/live/topic-log'
import type { NotificationId } from '@varal/schema/ids'
import { notificationsTopic } from '@varal/schema/live'
import type { Ctx } from '../loaders.ts'
import { signedIn } from '../signed-in.ts'
import { type NotificationEntryData, notificationLogOf } from './notification-log.ts'
import { nothingUnread } from './reads.ts'

const stream = subscription(({ after }: { after?: string | null }, ctx: Ctx) => {
  const recipient = signedIn(ctx.viewer)
  return { topic: notificationsTopic(recipient), log: notificationLogOf(ctx.db, recipient), after, render }
})

const render = ({ data }: LogEntry<NotificationEntryData>) =>
  data.kind === 'changed'
    ? { __typename: 'NotificationChanged', notificationId: data.id }
    : { __typename: 'UnreadChanged' }

type Item =
  | { readonly __typename: 'NotificationChanged'; readonly notificationId: NotificationId }
  | { readonly __typename: 'UnreadChanged' | 'StreamCheckpoint' | 'StreamReset' }

export const notificationStream = {
  ...stream,
  /** Completed as it is delivered: a notification that has gone since the entry was written only changed the count. */
  async resolve(entry: unknown, _args: unknown, ctx: Ctx): Promise<never> {
    const item = entry as Item
    if (item.__typename === 'StreamCheckpoint' || item.__typename === 'StreamReset') return item as never
    const notification =
      item.__typename === 'NotificationChanged' ? await freshly(ctx.load.notification, item.notificationId) : null
    const unread = (await freshly(ctx.load.unread, signedIn(ctx.viewer))) ?? nothingUnread
    const __typename = notification ? 'NotificationChanged' : 'UnreadChanged'
    return { ...item, __typename, notification, unread } as never
  },
}

/** A subscription lives long: what its loaders remember of the last event must not answer for this one. */
const freshly = <Key, Row>(loader: { clear(key: Key): { load(key: Key): Promise<Row> } }, key: Key) =>
  loader.clear(key).load(key)
