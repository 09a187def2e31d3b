import { defineSubgraph } from '@varal/platform/subgraph'
import { activityHandlers } from './activity/handlers.ts'
import { activity } from './activity/resolvers.ts'
import { trimActivity } from './activity/trim-activity.ts'
import { assetHandlers } from './assets/handlers.ts'
import { blocks } from './blocks/resolvers.ts'
import { boards } from './boards/resolvers.ts'
import { comments } from './comments/resolvers.ts'
import { counterHandlers } from './counters/handlers.ts'
import { counters } from './counters/resolvers.ts'
import { follows } from './follows/resolvers.ts'
import { likes } from './likes/resolvers.ts'
import { loaders } from './loaders.ts'
import { peopleHandlers } from './people/handlers.ts'
import { pins } from './pins/resolvers.ts'
import { eraseDeleted, failStale } from './posts/chores.ts'
import { posts } from './posts/resolvers.ts'
import { failWaiting, publishWaiting } from './posts/settle-waiting.ts'

export const social = defineSubgraph({
  name: 'social',
  slices: [posts, likes, comments, boards, pins, follows, blocks, counters, activity],
  loaders,
  handlers: [
    ...peopleHandlers,
    ...assetHandlers,
    publishWaiting,
    failWaiting,
    // Behind the counters, whose counts it shows.
    ...counterHandlers,
    ...activityHandlers,
    failStale,
    eraseDeleted,
    trimActivity,
  ],
})
