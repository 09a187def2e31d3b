import { globalId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import { idempotencyKey } from '@varal/platform/mutation'
import { type Outcome, refuse } from '@varal/platform/outcome'
import { optionalParagraphs } from '@varal/platform/plain-text'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { PinId, PostId } from '@varal/schema/ids'
import type { Language } from '@varal/schema/messages'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { heldBoard } from '../boards/reads.ts'
import { canPin, isSecretBoard } from '../policy.ts'
import { visiblePost } from '../posts/reads.ts'
import { isSectionOf } from '../sections/reads.ts'
import { defaultBoardOf } from './default-board.ts'
import { PINS_MAX, pinsOn } from './pins-on.ts'
import { visiblePins } from './reads.ts'
import { pins } from './tables.ts'

export const savePostInput = z.object({
  postId: globalId('Post'),
  boardId: globalId('Board').nullish(),
  sectionId: globalId('BoardSection').nullish(),
  fromPinId: globalId('Pin').nullish(),
  note: optionalParagraphs(500),
  idempotencyKey,
})

/**
 * Keeps a post on a board. One that is there already stays as it is, with its note.
 * @param language of the default board's name, if it has to be made
 */
export async function savePost(
  work: Work,
  actor: Actor,
  { postId, boardId, sectionId, fromPinId, note }: z.output<typeof savePostInput>,
  language: Language,
): Promise<Outcome<{ pin: { id: PinId }; post: { id: PostId } }>> {
  const post = await visiblePost(work.db, actor, postId)
  if (!post) return refuse('NOT_FOUND', ['input', 'postId'])
  const id = boardId ?? (await defaultBoardOf(work, actor, language))
  const board = await heldBoard(work.db, actor, id, 'key share')
  if (!board || !canPin(actor, board)) return refuse('NOT_FOUND', ['input', 'boardId'])
  if (sectionId && !(await isSectionOf(work.db, sectionId, board.id)))
    return refuse('NOT_FOUND', ['input', 'sectionId'])
  if (fromPinId) {
    const [from] = await visiblePins(work.db, actor)([fromPinId])
    if (from?.postId !== postId) return refuse('NOT_FOUND', ['input', 'fromPinId'])
  }
  if ((await pinsOn(work.db, board.id)) >= PINS_MAX) return refuse('LIMIT_REACHED', ['input', 'boardId'])

  const isSecret = isSecretBoard(board)
  const pin = {
    ...{ id: mintId('Pin', work.at), boardId: board.id, postId, savedBy: actor.id, note, savedAt: work.at },
    ...{ sectionId: sectionId ?? null, savedFromId: fromPinId ?? null, isSecret },
  }
  // An update that changes nothing: unlike "do nothing", it gives the pin that is there, and holds it until the commit.
  const [kept] = await work.db
    .insert(pins)
    .values(pin)
    .onConflictDoUpdate({ target: [pins.boardId, pins.postId], set: { note: sql`${pins.note}` } })
    .returning({ id: pins.id })
  if (kept?.id === pin.id) {
    work.announce('social.pin.added', {
      ...{ pinId: pin.id, boardId: board.id, userId: actor.id, postId, authorId: post.authorId },
      ...{ isSecret, sectionId: pin.sectionId },
    })
  }
  return { pin: kept as { id: PinId }, post: { id: postId } }
}
