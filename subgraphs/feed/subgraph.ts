import { defineSubgraph } from '@varal/platform/subgraph'
import { erasureHandlers } from './erasure/erase-account.ts'
import { exportHandlers } from './export/export-account.ts'
import { followHandlers } from './follows/keep-follows.ts'
import { trimCrowds } from './home/crowds.ts'
import { deliverNewest } from './home/deliver-newest.ts'
import { fanOutHandlers } from './home/fan-out.ts'
import { homeResolvers } from './home/resolvers.ts'
import { takeAwayHandlers } from './home/take-away.ts'
import { trimLogs } from './home/trim-logs.ts'
import { limitHandlers } from './limits/keep-limits.ts'
import { loaders } from './loaders.ts'
import { muteHandlers } from './mutes/keep-mutes.ts'
import { forgetWithdrawn } from './notifications/forget-withdrawn.ts'
import { notifyHandlers, notifyOfPosts } from './notifications/notify-of-acts.ts'
import { notificationResolvers } from './notifications/resolvers.ts'
import { withdrawHandlers } from './notifications/withdraw-acts.ts'
import { peopleHandlers } from './people/keep-people.ts'
import { sourceHandlers } from './sources/keep-sources.ts'

export const feed = defineSubgraph({
  name: 'feed',
  slices: [homeResolvers, notificationResolvers],
  loaders,
  // Who follows and blocks whom, and what is not for everybody, is known first: what comes after relies on it.
  handlers: [
    ...followHandlers,
    ...muteHandlers,
    ...peopleHandlers,
    ...sourceHandlers,
    ...limitHandlers,
    notifyOfPosts,
    ...fanOutHandlers,
    ...deliverNewest,
    ...takeAwayHandlers,
    ...notifyHandlers,
    ...withdrawHandlers,
    trimLogs,
    trimCrowds,
    forgetWithdrawn,
    ...erasureHandlers,
    ...exportHandlers,
  ],
})
