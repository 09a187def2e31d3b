import { mintId } from '@varal/platform/mint-id'
import { idempotencyKey } from '@varal/platform/mutation'
import { type Outcome, refuse } from '@varal/platform/outcome'
import { line, optionalParagraphs } from '@varal/platform/plain-text'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { BoardId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { lockBoardsOf } from '../advisory-lock.ts'
import { boardPrivacies, isSecretBoard } from '../policy.ts'
import { boards } from './tables.ts'

export const createBoardInput = z.object({
  name: line(1, 80),
  description: optionalParagraphs(500),
  privacy: z.enum(boardPrivacies),
  idempotencyKey,
})

export const BOARDS_MAX = 2_000

export async function createBoard(
  work: Work,
  owner: Actor,
  { name, description, privacy }: z.output<typeof createBoardInput>,
): Promise<Outcome<{ board: { id: BoardId } }>> {
  await lockBoardsOf(work.db, owner.id)
  if ((await work.db.$count(boards, eq(boards.ownerId, owner.id))) >= BOARDS_MAX) return refuse('LIMIT_REACHED')

  const id = mintId('Board', work.at)
  await work.db
    .insert(boards)
    .values({ id, ownerId: owner.id, name, description, privacy, createdAt: work.at, updatedAt: work.at })
  work.announce('social.board.created', { boardId: id, ownerId: owner.id, isSecret: isSecretBoard({ privacy }) })
  return { board: { id } }
}
