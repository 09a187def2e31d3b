import { type Db, rowsOf } from '@varal/platform/db'
import { numberRuns } from '@varal/platform/live/number-items'
import { mintId } from '@varal/platform/mint-id'
import type { Work } from '@varal/platform/work'
import type { NotificationId, UserId } from '@varal/schema/ids'
import { notificationsTopic } from '@varal/schema/live'
import { type SQL, sql } from 'drizzle-orm'
import { isFollowing } from '../follows/reads.ts'
import { blocks } from '../follows/tables.ts'
import { isShownTo } from '../limits/reads.ts'
import { mutes } from '../mutes/tables.ts'
import type { NotificationEntryData } from './notification-log.ts'
import { type Group, storeActors, storeGroups, storeUnread } from './store-groups.ts'
import { inboxes, notificationActors, notificationPreferences, notifications } from './tables.ts'

/** Somebody did something about somebody. */
export interface Act extends Pick<Group, 'type' | 'recipientId' | 'groupKey' | 'postId' | 'commentId' | 'boardId'> {
  readonly actorId: UserId
  /** Of what may be somebody else's post than the recipient's: who may not see it is told nothing. */
  readonly postAuthorId?: UserId
}

/**
 * Tells the recipients, in the order of the acts, leaving out what is their own, what was told before, what is between two
 * of whom one has blocked the other, whom the recipient has muted everywhere, what they do not want to be told of, and posts
 * that they may not see. Six statements at most, however many acts; each notification that is new or has grown takes one
 * number. Like everything that changes people's notifications, it locks their topics before any of their rows.
 */
export async function notify(work: Work, acts: readonly Act[]): Promise<void> {
  const { db, at } = work
  const told = await toBeTold(db, acts)
  if (told.length === 0) return

  // The newest act first within each group; the groups by their newest act, the oldest first.
  const byGroup = [...Map.groupBy(told.toReversed(), groupOf).values()].reverse()
  const changed = await numbered(db, byGroup)
  // Whether a group is still unread is asked under the lock: the recipient may be reading it at this moment.
  const unread = await unreadGroups(db, changed)
  const groups = changed.map((group): Group => {
    const held = unread.get(groupOf(group))
    return { ...group, id: held ?? mintId('Notification', at), isNew: held === undefined }
  })

  await storeGroups(work, groups)
  await storeUnread(db, groups)
  await storeActors(db, groups)
  for (const { recipientId, seq, id } of groups) {
    const data: NotificationEntryData = { kind: 'changed', id }
    work.push({ topic: notificationsTopic(recipientId), seq, at: at.toISOString(), data })
  }
}

const groupOf = ({ recipientId, groupKey }: Pick<Act, 'recipientId' | 'groupKey'>) => `${recipientId} ${groupKey}`

/**
 * Blocks, and who is behind a notification, change only with social's events, one after another: no lock is needed to
 * ask. Of what an actor did twice, or in several ways at once, the first that may be told counts.
 */
async function toBeTold(db: Db, acts: readonly Act[]): Promise<Act[]> {
  const ofOthers = acts.filter(({ recipientId, actorId }) => recipientId !== actorId)
  if (ofOthers.length === 0) return []
  const rows = await rowsOf<{ position: number }>(db, actsToTell(ofOthers))
  const told = new Map<string, Act>()
  for (const { position } of rows) {
    const act = ofOthers[position] as Act
    const key = `${groupOf(act)} ${act.actorId}`
    if (!told.has(key)) told.set(key, act)
  }
  return [...told.values()]
}

/** The positions of those of the acts that may be told. Exported for the test that proves its indexes. */
export function actsToTell(acts: readonly Omit<Act, 'commentId' | 'boardId'>[]): SQL {
  const column = (name: 'recipientId' | 'actorId' | 'groupKey' | 'type' | 'postId' | 'postAuthorId') =>
    sql.param(acts.map((act) => act[name] ?? null))
  return sql`
    select act.position::int - 1 as position
    from unnest(
      ${column('recipientId')}::uuid[], ${column('actorId')}::uuid[], ${column('groupKey')}::text[],
      ${column('type')}::text[], ${column('postId')}::uuid[], ${column('postAuthorId')}::uuid[]
    ) with ordinality as act (recipient_id, actor_id, group_key, type, post_id, post_author_id, position)
    where not exists (select from ${blocks} where blocker_id = act.recipient_id and blocked_id = act.actor_id)
      and not exists (select from ${blocks} where blocker_id = act.actor_id and blocked_id = act.recipient_id)
      and not exists (
        select from ${mutes}
        where muter_id = act.recipient_id and muted_id = act.actor_id and level = 'HIDE_EVERYWHERE')
      and not exists (
        select from ${notificationPreferences} as chosen
        where chosen.person_id = act.recipient_id and chosen.type = act.type and (
          not chosen.in_app
          or (chosen."from" = 'FOLLOWED' and not ${isFollowing(sql`act.recipient_id`, sql`act.actor_id`)})))
      and (act.post_author_id is null
        or ${isShownTo(sql`act.recipient_id`, sql`act.post_id`, sql`act.post_author_id`)})
      and not exists (
        select from ${notifications} as held join ${notificationActors} as actor on actor.notification_id = held.id
        where held.recipient_id = act.recipient_id and held.group_key = act.group_key
          and actor.recipient_id = act.recipient_id and actor.actor_id = act.actor_id)
    order by act.position`
}

/** Gives each group its recipient's next number, which locks the recipients' topics. */
async function numbered(db: Db, groups: readonly Act[][]): Promise<Omit<Group, 'id' | 'isNew'>[]> {
  const byRecipient = Map.groupBy(groups, ([act]) => notificationsTopic((act as Act).recipientId))
  const firsts = await numberRuns(db, new Map([...byRecipient].map(([topic, { length }]) => [topic, length])))
  return [...byRecipient].flatMap(([topic, ofRecipient]) =>
    ofRecipient.map((acts, index) => {
      const { actorId: _newest, postAuthorId: _theirs, ...about } = acts[0] as Act
      return { ...about, seq: (firsts.get(topic) ?? 0) + index, actorIds: acts.map(({ actorId }) => actorId) }
    }),
  )
}

/** The unread notification of each group that has one. There is never a second: an unread group takes all that comes. */
async function unreadGroups(
  db: Db,
  groups: readonly Pick<Act, 'recipientId' | 'groupKey'>[],
): Promise<Map<string, NotificationId>> {
  const rows = await rowsOf<{ id: NotificationId; recipient_id: UserId; group_key: string }>(
    db,
    sql`
      select held.id, held.recipient_id, held.group_key
      from unnest(
        ${sql.param(groups.map(({ recipientId }) => recipientId))}::uuid[],
        ${sql.param(groups.map(({ groupKey }) => groupKey))}::text[]
      ) as wanted (recipient_id, group_key)
      join ${inboxes} as inbox using (recipient_id)
      join ${notifications} as held
        on held.recipient_id = wanted.recipient_id and held.group_key = wanted.group_key and held.seq > inbox.read_up_to`,
  )
  return new Map(
    rows.map(({ id, recipient_id, group_key }) => [groupOf({ recipientId: recipient_id, groupKey: group_key }), id]),
  )
}
