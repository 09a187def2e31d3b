import { globalId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import { idempotencyKey } from '@varal/platform/mutation'
import { type Outcome, refuse } from '@varal/platform/outcome'
import { line } from '@varal/platform/plain-text'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { SectionId } from '@varal/schema/ids'
import { z } from 'zod'
import { heldBoard } from '../boards/reads.ts'
import { canEditBoard, isSecretBoard } from '../policy.ts'
import { SECTIONS_MAX, sectionsOfBoards } from './reads.ts'
import { sections } from './tables.ts'

export const createSectionInput = z.object({ boardId: globalId('Board'), name: line(1, 80), idempotencyKey })

export async function createSection(
  work: Work,
  actor: Actor,
  { boardId, name }: z.output<typeof createSectionInput>,
): Promise<Outcome<{ section: { id: SectionId } }>> {
  const board = await heldBoard(work.db, actor, boardId, 'update')
  if (!board || !canEditBoard(actor, board)) return refuse('NOT_FOUND', ['input', 'boardId'])
  const others = await sectionsOfBoards(work.db)([boardId])
  if (others.length >= SECTIONS_MAX) return refuse('LIMIT_REACHED', ['input', 'boardId'])

  const id = mintId('BoardSection', work.at)
  const position = (others.at(-1)?.position ?? -1) + 1
  await work.db.insert(sections).values({ id, boardId, name, position, createdAt: work.at })
  work.announce('social.board.changed', { boardId, ownerId: board.ownerId, isSecret: isSecretBoard(board) })
  return { section: { id } }
}
