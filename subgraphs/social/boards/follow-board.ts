import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { BoardId } from '@varal/schema/ids'
import { z } from 'zod'
import { isViewer } from '../policy.ts'
import { heldBoard } from './reads.ts'
import { boardFollows } from './tables.ts'

export const followBoardInput = z.object({ boardId: globalId('Board') })

/** Following twice is following once. */
export async function followBoard(
  work: Work,
  actor: Actor,
  { boardId }: z.output<typeof followBoardInput>,
): Promise<Outcome<{ board: { id: BoardId } }>> {
  const board = await heldBoard(work.db, actor, boardId, 'key share')
  if (!board) return refuse('NOT_FOUND', ['input', 'boardId'])
  if (isViewer(actor, board.ownerId)) return refuse('CANNOT_FOLLOW_SELF', ['input', 'boardId'])

  const added = await work.db
    .insert(boardFollows)
    .values({ boardId, userId: actor.id, since: work.at })
    .onConflictDoNothing()
    .returning({ boardId: boardFollows.boardId })
  if (added.length > 0) work.announce('social.board.followed', { boardId, ownerId: board.ownerId, userId: actor.id })
  return { board: { id: boardId } }
}
