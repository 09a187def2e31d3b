import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { PinId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { boards } from '../boards/tables.ts'
import { posts } from '../posts/tables.ts'
import { pins } from './tables.ts'

export const removePinInput = z.object({ id: globalId('Pin') })

/** For who saved it, whether or not they still see the post. */
export async function removePin(
  work: Work,
  actor: Actor,
  { id }: z.output<typeof removePinInput>,
): Promise<Outcome<{ removedPinId: PinId }>> {
  const [removed] = await work.db
    .delete(pins)
    .where(and(eq(pins.id, id), eq(pins.savedBy, actor.id)))
    .returning()
  if (!removed) return refuse('NOT_FOUND', ['input', 'id'])

  const [about] = await work.db
    .select({ authorId: posts.authorId, privacy: boards.privacy })
    .from(posts)
    .innerJoin(boards, eq(boards.id, removed.boardId))
    .where(eq(posts.id, removed.postId))
  if (!about) throw new Error(`Pin ${id} refers to a post or a board that has no row`)

  const { boardId, postId } = removed
  const isSecret = about.privacy === 'SECRET'
  work.announce('social.pin.removed', {
    pinId: id,
    boardId,
    userId: actor.id,
    postId,
    authorId: about.authorId,
    isSecret,
  })
  return { removedPinId: id }
}
