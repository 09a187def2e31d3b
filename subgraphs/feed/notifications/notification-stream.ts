import { encodeId } from '@varal/platform/global-ids'
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

function render({ data }: LogEntry<NotificationEntryData>) {
  switch (data.kind) {
    case 'changed':
      return { __typename: 'NotificationChanged', id: data.id }
    case 'withdrawn':
      return { __typename: 'NotificationRemoved', notificationId: encodeId('Notification', data.id) }
    case 'unread':
      return { __typename: 'UnreadChanged' }
  }
}

type Item =
  | { readonly __typename: 'NotificationChanged'; readonly id: NotificationId }
  | { readonly __typename: 'NotificationRemoved' | 'UnreadChanged' | 'StreamCheckpoint' | 'StreamReset' }

export const notificationStream = {
  ...stream,
  /** Completed as it is delivered: a notification that has gone since the entry was written is told of by a later one. */
  async resolve(entry: unknown, _args: unknown, ctx: Ctx): Promise<never> {
    const item = entry as Item
    if (item.__typename === 'StreamCheckpoint' || item.__typename === 'StreamReset') return item as never
    const [notification, counted] = await Promise.all([
      item.__typename === 'NotificationChanged' ? ctx.load.notification.load(item.id) : null,
      ctx.load.unread.load(signedIn(ctx.viewer)),
    ])
    const unread = counted ?? nothingUnread
    return item.__typename === 'NotificationChanged' && !notification
      ? ({ ...item, __typename: 'UnreadChanged', unread } as never)
      : ({ ...item, notification, unread } as never)
  },
}
