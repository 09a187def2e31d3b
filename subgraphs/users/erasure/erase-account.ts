import { encodeId } from '@varal/platform/global-ids'
import { type ErasureStep, erasing, type Forget } from '@varal/platform/personal-data/erasing'
import { forgetLetters } from '@varal/platform/personal-data/forget-letters'
import { forgetRows } from '@varal/platform/personal-data/forget-rows'
import { exportsDue } from '@varal/platform/tables'
import type { Work } from '@varal/platform/work'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { accounts } from '../accounts/tables.ts'
import { apps } from '../apps/tables.ts'
import { readyAssetOwners } from '../avatars/tables.ts'
import { forgetExports } from '../forget-exports.ts'
import { mails } from '../mail/tables.ts'
import { retireManifests } from '../retire-manifests.ts'
import { privatePeople, webhookEvents } from '../webhooks/tables.ts'
import { confirm } from './confirm.ts'
import { erasures } from './tables.ts'

/** One app at a time: it may have thousands of manifests. */
const forgetApps: Forget = async (work, userId) => {
  const [app] = await work.db.select({ id: apps.id }).from(apps).where(eq(apps.ownerId, userId)).limit(1).for('update')
  if (!app) return false
  await retireManifests(work, app.id)
  await work.db.delete(apps).where(eq(apps.id, app.id))
  return true
}

/** What webhooks could be told again. One look at what is kept, a week at most. */
const forgetWebhookEvents: Forget = async ({ db }, userId) => {
  const id = encodeId('User', userId)
  const names = (['authorId', 'followerId', 'followeeId'] as const).map((key) => sql`data->>${key} = ${id}`)
  await db.delete(webhookEvents).where(sql.join(names, sql` or `))
  return false
}

/** Mails to the address that were asked for by whoever has it, and then all that hangs on the account. */
const forgetAccount: Forget = async ({ db }, userId) => {
  const email = db.select({ email: accounts.emailFolded }).from(accounts).where(eq(accounts.id, userId))
  await db.delete(mails).where(and(isNull(mails.userId), sql`lower(${mails.address}) in ${email}`))
  await db.delete(accounts).where(eq(accounts.id, userId))
  return false
}

/** The end: when all the others hold nothing any more, the account goes, and the receipt names nobody. */
export const accountErasure: ErasureStep = {
  as: 'erase-account',
  after: [
    'users.account.erasing',
    'media.account.erased',
    'social.account.erased',
    'feed.account.erased',
    'recs.account.erased',
  ],
  forget: [
    forgetExports,
    forgetApps,
    forgetWebhookEvents,
    forgetRows(privatePeople, privatePeople.id),
    forgetRows(readyAssetOwners, readyAssetOwners.ownerId),
    forgetRows(exportsDue, exportsDue.userId),
    forgetLetters,
    forgetAccount,
  ],
  async tell(work: Work, { userId, erasureId }) {
    await confirm(work, erasureId, 'users')
    await work.db
      .update(erasures)
      .set({ userId: null, reason: null, finishedAt: work.at })
      .where(eq(erasures.id, erasureId))
    work.announce('users.account.erased', { userId, erasureId })
  },
}

export const eraseAccount = erasing(accountErasure)
