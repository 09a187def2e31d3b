import type { Context } from '@varal/platform/context'
import type { Db } from '@varal/platform/db'
import { oneByKey } from '@varal/platform/load'
import type { Viewer } from '@varal/platform/viewer'
import { ownItems } from './home/reads.ts'
import { ownNotifications, unreadCounts } from './notifications/reads.ts'

export const loaders = (db: Db, viewer: Viewer) => ({
  feedItem: oneByKey(ownItems(db, viewer), (row) => row.id),
  notification: oneByKey(ownNotifications(db, viewer), (row) => row.id),
  unread: oneByKey(unreadCounts(db), (row) => row.recipientId),
})

export type Ctx = Context<ReturnType<typeof loaders>>
