import { defineSubgraph } from '@varal/platform/subgraph'
import { followHandlers } from './follows/keep-follows.ts'
import { deliverNewest } from './home/deliver-newest.ts'
import { fanOut } from './home/fan-out.ts'
import { homeResolvers } from './home/resolvers.ts'
import { takeAwayHandlers } from './home/take-away.ts'
import { trimLogs } from './home/trim-logs.ts'
import { loaders } from './loaders.ts'
import { muteHandlers } from './mutes/keep-mutes.ts'
import { forgetWithdrawn } from './notifications/forget-withdrawn.ts'
import { notifyHandlers } from './notifications/notify-of-acts.ts'
import { notificationResolvers } from './notifications/resolvers.ts'
import { withdrawHandlers } from './notifications/withdraw-acts.ts'

export const feed = defineSubgraph({
  name: 'feed',
  slices: [homeResolvers, notificationResolvers],
  loaders,
  // Who follows and blocks whom is known first: what comes after relies on it.
  handlers: [
    ...followHandlers,
    ...muteHandlers,
    fanOut,
    ...deliverNewest,
    ...takeAwayHandlers,
    ...notifyHandlers,
    ...withdrawHandlers,
    trimLogs,
    forgetWithdrawn,
  ],
})
