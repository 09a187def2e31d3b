import type { Work } from '@varal/platform/work'
import type { PostId, UserId } from '@varal/schema/ids'
import { newPostAct } from './notifications/acts.ts'
import { notify } from './notifications/notify.ts'

interface Delivered {
  readonly ownerId: UserId
  readonly postId: PostId
  readonly authorId: UserId
  readonly isToldOf: boolean
}

/** Notifies those who want to hear of each new post of its author. No statement if nobody does. */
export async function tellOfNewPosts(work: Work, delivered: readonly Delivered[]): Promise<void> {
  const acts = delivered.filter(({ isToldOf }) => isToldOf).map(newPostAct)
  if (acts.length > 0) await notify(work, acts)
}
