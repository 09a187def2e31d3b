import { type ErasureStep, erasing, type Forget } from '@varal/platform/personal-data/erasing'
import { forgetLetters } from '@varal/platform/personal-data/forget-letters'
import { forgetRows } from '@varal/platform/personal-data/forget-rows'
import { exportsDue, liveTopics } from '@varal/platform/tables'
import { eq } from 'drizzle-orm'
import { assets } from '../assets/tables.ts'
import { audiences } from '../audience/tables.ts'
import { blocks } from '../blocks/tables.ts'
import { counters } from '../counters/tables.ts'
import { followedHashtags } from '../followed-hashtags/tables.ts'
import { endedFollows, openedGates } from '../follows/tables.ts'
import { keywordFilters } from '../keyword-filters/tables.ts'
import { reports, suspensions } from '../moderation/tables.ts'
import { mutes } from '../mutes/tables.ts'
import { people } from '../people/tables.ts'
import { handles } from '../spans/tables.ts'
import { endBoards, leaveBoards, unfollowBoards, unpin } from './end-boards.ts'
import { endComments, unlikeComments } from './end-comments.ts'
import { endFollows, endRequests } from './end-follows.ts'
import { disownPosts, endPosts, unlikePosts } from './end-posts.ts'
import { forgetModerator, forgetPublicEvents } from './forget-logs.ts'
import { forgetMentions } from './forget-mentions.ts'
import { forgetCases } from './forget-reports.ts'
import { endLists, leaveLists } from './leave-lists.ts'

/**
 * First all that others can see, or count, is taken back, and told of by the facts that tell of it anyway. Media have gone
 * before: social hears of them.
 */
export const emptying: ErasureStep = {
  as: 'empty-account',
  after: ['users.account.erasing', 'media.account.erased'],
  forget: [
    endPosts,
    unlikePosts,
    unlikeComments,
    endComments,
    unpin,
    endBoards,
    unfollowBoards,
    leaveBoards,
    endRequests,
    endFollows,
  ],
  tell: (work, leaving) => work.announce('social.account.emptied', leaving),
}

const forgetTopic: Forget = async ({ db }, userId) => {
  await db.delete(liveTopics).where(eq(liveTopics.topic, `standing:${userId}`))
  return false
}

/** Then, when social itself has heard of all of it and counted it, what is known of the person. A new table adds its line. */
export const accountErasure: ErasureStep = {
  as: 'erase-account',
  after: ['social.account.emptied'],
  forget: [
    disownPosts,
    leaveLists,
    endLists,
    ...forgetMentions,
    forgetCases,
    forgetModerator,
    forgetPublicEvents,
    forgetRows(reports, reports.reporterId),
    forgetRows(suspensions, suspensions.userId),
    forgetRows(blocks, blocks.blockerId),
    forgetRows(blocks, blocks.blockedId),
    forgetRows(endedFollows, endedFollows.followerId),
    forgetRows(endedFollows, endedFollows.followeeId),
    forgetRows(mutes, mutes.muterId),
    forgetRows(mutes, mutes.mutedId),
    forgetRows(openedGates, openedGates.followeeId),
    forgetRows(keywordFilters, keywordFilters.ownerId),
    forgetRows(followedHashtags, followedHashtags.userId),
    forgetRows(counters, counters.subjectId),
    forgetRows(assets, assets.ownerId),
    forgetRows(handles, handles.userId),
    forgetRows(audiences, audiences.personId),
    forgetRows(people, people.id),
    forgetTopic,
    forgetRows(exportsDue, exportsDue.userId),
    forgetLetters,
  ],
  tell: (work, leaving) => work.announce('social.account.erased', leaving),
}

export const erasureHandlers = [...erasing(emptying), ...erasing(accountErasure)]
