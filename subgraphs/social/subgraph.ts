import { defineSubgraph } from '@varal/platform/subgraph'
import { activityHandlers } from './activity/handlers.ts'
import { activity } from './activity/resolvers.ts'
import { trimActivity } from './activity/trim-activity.ts'
import { assetHandlers } from './assets/handlers.ts'
import { audienceHandlers } from './audience/handlers.ts'
import { audience } from './audience/resolvers.ts'
import { blocks } from './blocks/resolvers.ts'
import { boardActivityHandlers } from './board-activity/handlers.ts'
import { boardActivity } from './board-activity/resolvers.ts'
import { boardHandlers } from './boards/handlers.ts'
import { boards } from './boards/resolvers.ts'
import { sweepBoards } from './boards/sweep-boards.ts'
import { collaboratorHandlers } from './collaborators/handlers.ts'
import { collaborators } from './collaborators/resolvers.ts'
import { eraseEndedComments } from './comment-likes/erase-ended.ts'
import { commentLikes } from './comment-likes/resolvers.ts'
import { comments } from './comments/resolvers.ts'
import { counterHandlers } from './counters/handlers.ts'
import { counters } from './counters/resolvers.ts'
import { erasureHandlers } from './erasure/erase-account.ts'
import { exportHandlers } from './export/export-account.ts'
import { followedHashtags } from './followed-hashtags/resolvers.ts'
import { acceptWaiting } from './follows/accept-waiting.ts'
import { follows } from './follows/resolvers.ts'
import { keepTags } from './hashtags/keep-tags.ts'
import { hashtags } from './hashtags/resolvers.ts'
import { endKeywordFilters } from './keyword-filters/end-filters.ts'
import { keywordFilters } from './keyword-filters/resolvers.ts'
import { likes } from './likes/resolvers.ts'
import { lists } from './lists/resolvers.ts'
import { loaders } from './loaders.ts'
import { moderationHandlers } from './moderation/handlers.ts'
import { moderation } from './moderation/resolvers.ts'
import { endMutes } from './mutes/end-mutes.ts'
import { mutes } from './mutes/resolvers.ts'
import { peopleHandlers } from './people/handlers.ts'
import { pins } from './pins/resolvers.ts'
import { eraseDeleted, failStale } from './posts/chores.ts'
import { publishDue } from './posts/publish-due.ts'
import { posts } from './posts/resolvers.ts'
import { failWaiting, publishPlayable, publishWaiting } from './posts/settle-waiting.ts'
import { presence } from './presence/resolvers.ts'
import { publicEventHandlers } from './public-events/handlers.ts'
import { publicEvents } from './public-events/resolvers.ts'
import { announceQuotes } from './reposts/announce-quotes.ts'
import { endRemainingReposts, endReposts } from './reposts/end-reposts.ts'
import { reposts } from './reposts/resolvers.ts'
import { sections } from './sections/resolvers.ts'
import { handleHandlers } from './spans/handlers.ts'
import { spans } from './spans/resolvers.ts'

export const social = defineSubgraph({
  name: 'social',
  slices: [
    posts,
    spans,
    hashtags,
    reposts,
    likes,
    comments,
    commentLikes,
    boards,
    sections,
    collaborators,
    pins,
    follows,
    blocks,
    followedHashtags,
    audience,
    mutes,
    lists,
    keywordFilters,
    counters,
    activity,
    boardActivity,
    moderation,
    publicEvents,
    presence,
  ],
  loaders,
  handlers: [
    ...peopleHandlers,
    ...handleHandlers,
    ...assetHandlers,
    publishWaiting,
    publishPlayable,
    failWaiting,
    // Behind the counters, whose counts it shows.
    ...counterHandlers,
    ...keepTags,
    ...activityHandlers,
    ...boardActivityHandlers,
    ...boardHandlers,
    ...collaboratorHandlers,
    sweepBoards,
    ...moderationHandlers,
    ...publicEventHandlers,
    ...audienceHandlers,
    acceptWaiting,
    endMutes,
    endKeywordFilters,
    publishDue,
    announceQuotes,
    endReposts,
    endRemainingReposts,
    failStale,
    eraseDeleted,
    eraseEndedComments,
    trimActivity,
    ...erasureHandlers,
    ...exportHandlers,
  ],
})
