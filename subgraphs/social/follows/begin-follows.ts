import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { follows } from './tables.ts'

/** Who begins to follow whom. */
export interface NewFollow {
  readonly followerId: UserId
  readonly followeeId: UserId
  readonly notifyOnPost: boolean
}

/** Stores and announces follows; those that are there already stay as they are. Gives the new ones. One statement. */
export async function beginFollows(
  work: Work,
  some: readonly NewFollow[],
  { wasRequested }: { readonly wasRequested: boolean },
): Promise<readonly NewFollow[]> {
  if (some.length === 0) return []
  const added = await work.db
    .insert(follows)
    .values(
      some.map(({ followerId, followeeId, notifyOnPost }) => ({
        followerId,
        followeeId,
        notifyOnPost,
        since: work.at,
      })),
    )
    .onConflictDoNothing()
    .returning({
      followerId: follows.followerId,
      followeeId: follows.followeeId,
      notifyOnPost: follows.notifyOnPost,
    })
  for (const follow of added) work.announce('social.user.followed', { ...follow, wasRequested })
  return added
}
