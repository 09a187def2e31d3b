import { globalId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import { idempotencyKey } from '@varal/platform/mutation'
import { type Outcome, refuse } from '@varal/platform/outcome'
import { optionalParagraphs } from '@varal/platform/plain-text'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { PinId, PostId } from '@varal/schema/ids'
import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { boards } from '../boards/tables.ts'
import { canPin } from '../policy.ts'
import { visiblePost } from '../posts/reads.ts'
import { pins } from './tables.ts'

export const savePostInput = z.object({
  postId: globalId('Post'),
  boardId: globalId('Board'),
  note: optionalParagraphs(500),
  idempotencyKey,
})

/** Keeps a post on one of the actor's boards. One that is there already stays as it is, with its note. */
export async function savePost(
  work: Work,
  actor: Actor,
  { postId, boardId, note }: z.output<typeof savePostInput>,
): Promise<Outcome<{ pin: { id: PinId }; post: { id: PostId } }>> {
  const post = await visiblePost(work.db, actor, postId)
  if (!post) return refuse('NOT_FOUND', ['input', 'postId'])
  const [board] = await work.db.select().from(boards).where(eq(boards.id, boardId))
  if (!board || !canPin(actor, board)) return refuse('NOT_FOUND', ['input', 'boardId'])

  const id = mintId('Pin', work.at)
  // An update that changes nothing: unlike "do nothing", it gives the pin that is there, and holds it until the commit.
  const [kept] = await work.db
    .insert(pins)
    .values({ id, boardId, postId, savedBy: actor.id, note, savedAt: work.at })
    .onConflictDoUpdate({ target: [pins.boardId, pins.postId], set: { note: sql`${pins.note}` } })
    .returning({ id: pins.id })
  const pin = kept as { id: PinId }
  if (pin.id === id) {
    const isSecret = board.privacy === 'SECRET'
    work.announce('social.pin.added', {
      pinId: id,
      boardId,
      userId: actor.id,
      postId,
      authorId: post.authorId,
      isSecret,
    })
  }
  return { pin, post: { id: postId } }
}
