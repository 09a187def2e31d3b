import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { BoardId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { sweepLater } from './sweep-boards.ts'
import { boards } from './tables.ts'

export const deleteBoardInput = z.object({ id: globalId('Board') })

/** Ends a board at once: whatever hangs on it is seen with it only, and is taken away by `sweepBoards`, for there may be much. */
export async function deleteBoard(
  work: Work,
  owner: Actor,
  { id }: z.output<typeof deleteBoardInput>,
): Promise<Outcome<{ deletedBoardId: BoardId }>> {
  const deleted = await work.db
    .delete(boards)
    .where(and(eq(boards.id, id), eq(boards.ownerId, owner.id)))
    .returning({ id: boards.id })
  if (deleted.length === 0) return refuse('NOT_FOUND', ['input', 'id'])

  await sweepLater(work, id)
  work.announce('social.board.deleted', { boardId: id, ownerId: owner.id })
  return { deletedBoardId: id }
}
