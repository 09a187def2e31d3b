import { type ErasureStep, erasing, type Forget } from '@varal/platform/personal-data/erasing'
import { forgetLetters } from '@varal/platform/personal-data/forget-letters'
import { forgetRows } from '@varal/platform/personal-data/forget-rows'
import { exportsDue, liveTopics } from '@varal/platform/tables'
import { homeTopic, notificationsTopic } from '@varal/schema/live'
import { eq, inArray, sql } from 'drizzle-orm'
import { blocks, follows } from '../follows/tables.ts'
import { authorPosts, homeLog, homeTrimsDue } from '../home/tables.ts'
import { limitedPosts } from '../limits/tables.ts'
import { mutes } from '../mutes/tables.ts'
import {
  inboxes,
  notificationActors,
  notificationPreferences,
  notifications,
  withdrawnNotifications,
} from '../notifications/tables.ts'
import { hiddenPeople } from '../people/tables.ts'
import { caughtUp, crowdPosts, crowds, followedSources } from '../sources/tables.ts'
import { withdrawActors } from '../withdraw-actors.ts'

const TRACES_MAX = 500
const ROWS_MAX = 1_000
const NOBODY = '00000000-0000-0000-0000-000000000000'

/** What the person did to others, and no fact has taken back. */
const forgetActs: Forget = async (work, userId) => {
  const traces = await work.db
    .select({
      id: notificationActors.notificationId,
      recipientId: notificationActors.recipientId,
      actorId: notificationActors.actorId,
    })
    .from(notificationActors)
    .where(eq(notificationActors.actorId, userId))
    .limit(TRACES_MAX)
  await withdrawActors(work, traces)
  return traces.length > 0
}

/** The logs of others must not have holes: what was taken away there stays as nobody's, and is on no timeline. */
const disownRemoved: Forget = async ({ db }, userId) => {
  const isRemoved = sql`(kind = 'removed' or removed_at is not null)`
  const { rowCount } = await db.execute(sql`
    update ${homeLog} set author_id = case when author_id = ${userId} then ${NOBODY}::uuid else author_id end,
      source_id = case when source_id = ${userId} then ${NOBODY}::uuid else source_id end
    where ctid = any(array(
      (select ctid from ${homeLog} where author_id = ${userId} and ${isRemoved} limit ${ROWS_MAX})
      union (select ctid from ${homeLog} where source_id = ${userId} and ${isRemoved} limit ${ROWS_MAX})))`)
  return (rowCount ?? 0) > 0
}

const forgetTopics: Forget = async ({ db }, userId) => {
  await db.delete(liveTopics).where(inArray(liveTopics.topic, [homeTopic(userId), notificationsTopic(userId)]))
  return false
}

/** After social's last word on the person: all that followed from what they did is taken back by then. */
export const accountErasure: ErasureStep = {
  as: 'erase-account',
  after: ['users.account.erasing', 'social.account.erased'],
  forget: [
    forgetActs,
    disownRemoved,
    forgetRows(notificationActors, notificationActors.recipientId),
    forgetRows(notifications, notifications.recipientId),
    forgetRows(withdrawnNotifications, withdrawnNotifications.recipientId),
    forgetRows(notificationPreferences, notificationPreferences.personId),
    forgetRows(inboxes, inboxes.recipientId),
    forgetRows(homeLog, homeLog.ownerId),
    forgetRows(homeTrimsDue, homeTrimsDue.ownerId),
    forgetRows(caughtUp, caughtUp.ownerId),
    forgetRows(authorPosts, authorPosts.authorId),
    forgetRows(crowdPosts, crowdPosts.authorId),
    forgetRows(crowdPosts, crowdPosts.sourceId),
    forgetRows(crowds, crowds.sourceId),
    forgetRows(limitedPosts, limitedPosts.authorId),
    forgetRows(followedSources, followedSources.followerId),
    forgetRows(follows, follows.followerId),
    forgetRows(follows, follows.followeeId),
    forgetRows(blocks, blocks.blockerId),
    forgetRows(blocks, blocks.blockedId),
    forgetRows(mutes, mutes.muterId),
    forgetRows(mutes, mutes.mutedId),
    forgetRows(hiddenPeople, hiddenPeople.id),
    forgetTopics,
    forgetRows(exportsDue, exportsDue.userId),
    forgetLetters,
  ],
  tell: (work, leaving) => work.announce('feed.account.erased', leaving),
}

export const erasureHandlers = erasing(accountErasure)
