import { among } from '@varal/platform/db'
import { globalId } from '@varal/platform/global-ids'
import { type Outcome, refuse, type UserErrorModel } from '@varal/platform/outcome'
import type { Actor } from '@varal/platform/viewer'
import type { Work } from '@varal/platform/work'
import type { BoardId, PinId, SectionId } from '@varal/schema/ids'
import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { heldBoards, type JudgedBoard } from '../boards/reads.ts'
import { canPin, canRemovePin, isSecretBoard } from '../policy.ts'
import { isSectionOf } from '../sections/reads.ts'
import { heldPins, type JudgedPin, toldOf } from './judged-pins.ts'
import { PINS_MAX, pinsOn } from './pins-on.ts'
import { type Placed, placesFor } from './places-for.ts'
import { somePins } from './remove-pins.ts'
import { pins } from './tables.ts'

export const movePinsInput = z
  .object({
    pinIds: somePins,
    toBoardId: globalId('Board'),
    toSectionId: globalId('BoardSection').nullish(),
    afterPinId: globalId('Pin').nullish(),
  })
  .superRefine(({ pinIds, afterPinId }, ctx) => {
    if (afterPinId && pinIds.includes(afterPinId))
      ctx.addIssue({ code: 'custom', message: 'MALFORMED', path: ['afterPinId'] })
  })

/**
 * Puts pins where they are wanted, in one transaction. Locks: the boards that they come from and go to, in the order of
 * their ids, then the pins, in the order of theirs. So whoever arranges a board takes turns, and two moves that cross
 * each other do not wait for one another for ever.
 */
export async function movePins(
  work: Work,
  actor: Actor,
  { pinIds, toBoardId, toSectionId = null, afterPinId }: z.output<typeof movePinsInput>,
): Promise<Outcome<{ movedPinIds: PinId[]; failures: UserErrorModel[] }>> {
  const from = await work.db.selectDistinct({ id: pins.boardId }).from(pins).where(among(pins.id, pinIds))
  const boardIds = [...new Set([...from.map(({ id }) => id), toBoardId])]
  const held = new Map((await heldBoards(work.db, actor, boardIds, 'update')).map((board) => [board.id, board]))
  const to = held.get(toBoardId)
  if (!to || !canPin(actor, to)) return refuse('NOT_FOUND', ['input', 'toBoardId'])
  if (toSectionId && !(await isSectionOf(work.db, toSectionId, to.id)))
    return refuse('NOT_FOUND', ['input', 'toSectionId'])

  const seen = new Map((await heldPins(work.db, actor, pinIds)).map((pin) => [pin.id, pin]))
  const movable = pinIds.flatMap((id) => {
    const pin = seen.get(id)
    return pin && held.has(pin.boardId) && canRemovePin(actor, pin.board, pin.savedBy) ? pin : []
  })
  const { moving, failed } = await fitting(work, to, movable)
  const failures = pinIds.flatMap((id, index): UserErrorModel[] => {
    if (moving.some((pin) => pin.id === id)) return []
    // While the boards were waited for, somebody moved it to another.
    const hasMoved = seen.has(id) && !held.has(seen.get(id)?.boardId as BoardId)
    const code = failed.get(id) ?? (hasMoved ? 'VERSION_CONFLICT' : 'NOT_FOUND')
    return [{ code, path: ['input', 'pinIds', String(index)] }]
  })
  const movedPinIds = moving.map(({ id }) => id)
  if (moving.length === 0) return { movedPinIds, failures }

  const placed = await placesFor(work, to.id, afterPinId ?? null, movedPinIds)
  if (!placed) return refuse('NOT_FOUND', ['input', 'afterPinId'])
  await store(work, to, toSectionId, movedPinIds, placed)
  announce(work, to, toSectionId, moving)
  return { movedPinIds, failures }
}

/** Those for which there is room on the board: a post is there once. */
async function fitting(work: Work, to: JudgedBoard, movable: readonly JudgedPin[]) {
  const coming = movable.filter((pin) => pin.boardId !== to.id)
  const postIds = coming.map(({ postId }) => postId)
  const there =
    coming.length === 0
      ? []
      : await work.db
          .select({ postId: pins.postId })
          .from(pins)
          .where(and(eq(pins.boardId, to.id), among(pins.postId, postIds)))
  const taken = new Set(there.map(({ postId }) => postId))
  let room = coming.length === 0 ? 0 : PINS_MAX - (await pinsOn(work.db, to.id))
  const failed = new Map<PinId, 'ALREADY_EXISTS' | 'LIMIT_REACHED'>()
  for (const { id, postId } of coming) {
    if (taken.has(postId)) failed.set(id, 'ALREADY_EXISTS')
    else if (room <= 0) failed.set(id, 'LIMIT_REACHED')
    else room--
    taken.add(postId)
  }
  return { moving: movable.filter(({ id }) => !failed.has(id)), failed }
}

/** One statement. Pins that are only made room with keep their sections. */
async function store(
  work: Work,
  to: JudgedBoard,
  toSectionId: SectionId | null,
  moved: PinId[],
  placed: readonly Placed[],
) {
  await work.db.execute(sql`
    update ${pins} set moved_to = placed.place,
      board_id = ${to.id}::uuid,
      section_id = case when pins.id = any(${sql.param(moved)}::uuid[]) then ${toSectionId}::uuid else section_id end,
      is_secret = case when pins.board_id = ${to.id}::uuid then is_secret else ${isSecretBoard(to)}::boolean end
    from unnest(${sql.param(placed.map(({ id }) => id))}::uuid[], ${sql.param(placed.map(({ place }) => place))}::text[])
      as placed (id, place)
    where pins.id = placed.id`)
}

/** A pin that comes from another board has left that one. */
function announce(work: Work, to: JudgedBoard, toSectionId: SectionId | null, moving: readonly JudgedPin[]): void {
  for (const pin of moving) {
    if (pin.boardId === to.id) {
      const sections = { fromSectionId: pin.sectionId, toSectionId }
      work.announce('social.pin.changed', { pinId: pin.id, boardId: to.id, userId: pin.savedBy, ...sections })
    } else {
      work.announce('social.pin.removed', { ...toldOf(pin), isMoving: true })
      const now = { ...pin, boardId: to.id, sectionId: toSectionId, isSecret: isSecretBoard(to) }
      work.announce('social.pin.added', { ...toldOf(now), isMoving: true })
    }
  }
}
