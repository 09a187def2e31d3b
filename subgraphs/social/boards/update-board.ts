import type { Db } from '@varal/platform/db'
import { globalId } from '@varal/platform/global-ids'
import { type Outcome, type Refusal, refuse, refuseVersion } from '@varal/platform/outcome'
import { line, optionalParagraphs } from '@varal/platform/plain-text'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { BoardId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { lockMediaOf } from '../advisory-lock.ts'
import { isUsable, knownAssets } from '../assets/reads.ts'
import { pins } from '../pins/tables.ts'
import { boardPrivacies, canEditBoard, isSecretBoard, isViewer } from '../policy.ts'
import { heldBoard, type JudgedBoard } from './reads.ts'
import { sweepLater } from './sweep-boards.ts'
import { type BoardRow, boards } from './tables.ts'

/** What is absent stays, and is absent from the output too. */
export const updateBoardInput = z
  .object({
    id: globalId('Board'),
    expectedVersion: z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
    name: line(1, 80).exactOptional(),
    description: optionalParagraphs(500).exactOptional(),
    privacy: z.enum(boardPrivacies).exactOptional(),
    coverAssetId: globalId('Asset').nullable().exactOptional(),
    coverPinId: globalId('Pin').nullable().exactOptional(),
  })
  .superRefine(({ coverAssetId, coverPinId }, ctx) => {
    if (coverAssetId && coverPinId) ctx.addIssue({ code: 'custom', message: 'MALFORMED', path: ['coverPinId'] })
  })

type Edits = Omit<z.output<typeof updateBoardInput>, 'id' | 'expectedVersion'>

/** An edit that changes nothing is no edit. `awaitAssets` goes before it. */
export async function updateBoard(
  work: Work,
  actor: Actor,
  { id, expectedVersion, ...edits }: z.output<typeof updateBoardInput>,
): Promise<Outcome<{ board: { id: BoardId } }>> {
  const board = await heldBoard(work.db, actor, id, 'update')
  if (!board || !canEditBoard(actor, board)) return refuse('NOT_FOUND', ['input', 'id'])
  // What moderators have judged stays as it was.
  if (board.removedAt) return refuse('FORBIDDEN', ['input', 'id'])
  if (expectedVersion !== board.version) return refuseVersion(board.version)
  if (edits.privacy && edits.privacy !== board.privacy && !isViewer(actor, board.ownerId))
    return refuse('FORBIDDEN', ['input', 'privacy'])
  const unusable = await unusableCover(work.db, actor, board, edits)
  if (unusable) return unusable

  const after = edited(board, edits)
  const isEdit = (['name', 'description', 'privacy', 'coverAssetId', 'coverPinId'] as const).some(
    (field) => after[field] !== board[field],
  )
  if (!isEdit) return { board: { id } }
  const { name, description, privacy, coverAssetId, coverPinId } = after
  await work.db
    .update(boards)
    .set({ name, description, privacy, coverAssetId, coverPinId, version: board.version + 1, updatedAt: work.at })
    .where(eq(boards.id, id))
  const isSecret = isSecretBoard(after)
  if (isSecret !== isSecretBoard(board)) await sweepLater(work, id)
  work.announce('social.board.changed', { boardId: id, ownerId: board.ownerId, isSecret })
  return { board: { id } }
}

/** Whichever cover is named takes the other's place; null for either leaves none. */
function edited(board: JudgedBoard, { coverAssetId, coverPinId, ...edits }: Edits): BoardRow {
  const isCoverNamed = coverAssetId !== undefined || coverPinId !== undefined
  const cover = isCoverNamed ? { coverAssetId: coverAssetId ?? null, coverPinId: coverPinId ?? null } : {}
  return { ...board, ...edits, ...cover }
}

async function unusableCover(
  db: Db,
  actor: Actor,
  board: BoardRow,
  { coverAssetId, coverPinId }: Edits,
): Promise<Refusal | null> {
  if (coverAssetId) {
    await lockMediaOf(db, actor.id)
    const [asset] = await knownAssets(db, [coverAssetId])
    if (!isUsable(asset, actor.id)) return refuse('ASSET_NOT_USABLE', ['input', 'coverAssetId'])
  }
  if (coverPinId) {
    const on = await db.$count(pins, and(eq(pins.id, coverPinId), eq(pins.boardId, board.id)))
    if (on === 0) return refuse('NOT_FOUND', ['input', 'coverPinId'])
  }
  return null
}
