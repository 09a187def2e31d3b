import type { Db } from '@varal/platform/db'
import { Mistake } from '@varal/platform/errors'
import { decodeId } from '@varal/platform/global-ids'
import { leavable } from '@varal/platform/live/leavable'
import type { Actor } from '@varal/platform/viewer'
import type { PostId, UserId } from '@varal/schema/ids'
import { postTopic, standingTopic } from '@varal/schema/live'
import type { Ctx } from '../loaders.ts'
import { canView } from '../policy.ts'
import { seenPosts } from './reads.ts'
import { roomsHere } from './rooms.ts'

/** What one viewer is told. */
export interface Presence {
  readonly viewers: number
  readonly typing: readonly { readonly id: UserId }[]
}

const TYPING_SHOWN_MAX = 5
/** Of who types, those who are asked about. */
const TYPING_ASKED_MAX = 10

/**
 * Who is at a post, at first and whenever it is different. There is no queue: who is slow is told of the latest. Ends when the
 * viewer may no longer see the post.
 * @throws Mistake FORBIDDEN if there is no such post, or not for this viewer; OVERLOADED if too many watch
 */
export async function watchPresence(postGlobalId: string, ctx: Ctx): Promise<AsyncIterableIterator<Presence>> {
  const { viewer, live, db } = ctx
  const postId = decodeId('Post', postGlobalId)
  if (viewer.kind === 'anonymous' || !postId || !(await isSeen(db, viewer, postId))) throw noSuchPost()

  let woken = Promise.withResolvers<void>()
  const wake = () => woken.resolve()
  const seat = await roomsHere(ctx).enter(postId, viewer.id, wake)
  // It may be for fewer than before, or the viewer may see less.
  const hints = live.onHint([postTopic(postId), standingTopic(viewer.id)], wake)
  let last = ''
  let isLeft = false
  wake()

  return leavable<Presence>(
    async () => {
      for (;;) {
        await woken.promise
        if (isLeft) return null
        // Before anything is read: what changes from now on may not be in it.
        woken = Promise.withResolvers()
        const [isStillSeen, typing] = await Promise.all([
          isSeen(db, viewer, postId),
          typingFor(db, viewer, postId, seat.room.typists()),
        ])
        if (!isStillSeen) return null
        const presence = { viewers: seat.room.viewers(), typing }
        const text = JSON.stringify(presence)
        if (text === last) continue
        last = text
        return presence
      }
    },
    () => {
      isLeft = true
      seat[Symbol.dispose]()
      hints[Symbol.dispose]()
      wake()
    },
  )
}

async function isSeen(db: Db, viewer: Actor, postId: PostId): Promise<boolean> {
  const seen = await seenPosts(db).load({ viewer, postId, typist: null })
  return seen !== null && canView(viewer, seen.post)
}

/** Of who types, those whom the viewer may know of. */
async function typingFor(db: Db, viewer: Actor, postId: PostId, typists: readonly UserId[]): Promise<{ id: UserId }[]> {
  const others = typists.filter((typist) => typist !== viewer.id).slice(0, TYPING_ASKED_MAX)
  const seen = await Promise.all(others.map((typist) => seenPosts(db).load({ viewer, postId, typist })))
  return others
    .filter((_typist, index) => seen[index]?.isTypistApart === false)
    .slice(0, TYPING_SHOWN_MAX)
    .map((id) => ({ id }))
}

/** As `postActivity` says it. */
const noSuchPost = () => new Mistake('FORBIDDEN', 'There is no such post, or you may not see it.')
