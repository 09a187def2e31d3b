import { mintId } from '@varal/platform/mint-id'
import { idempotencyKey } from '@varal/platform/mutation'
import { line, optionalParagraphs } from '@varal/platform/plain-text'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { BoardId } from '@varal/schema/ids'
import { z } from 'zod'
import { boardPrivacies } from '../policy.ts'
import { boards } from './tables.ts'

export const createBoardInput = z.object({
  name: line(1, 80),
  description: optionalParagraphs(500),
  privacy: z.enum(boardPrivacies),
  idempotencyKey,
})

export async function createBoard(
  work: Work,
  owner: Actor,
  { name, description, privacy }: z.output<typeof createBoardInput>,
): Promise<{ board: { id: BoardId } }> {
  const id = mintId('Board', work.at)
  await work.db
    .insert(boards)
    .values({ id, ownerId: owner.id, name, description, privacy, createdAt: work.at, updatedAt: work.at })
  work.announce('social.board.created', { boardId: id, ownerId: owner.id, isSecret: privacy === 'SECRET' })
  return { board: { id } }
}
