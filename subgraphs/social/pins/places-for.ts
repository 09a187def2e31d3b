import type { Work } from '@varal/platform/work'
import type { BoardId, PinId } from '@varal/schema/ids'
import { and, asc, desc, eq, gt, lt, sql } from 'drizzle-orm'
import { placesBetween } from './places-between.ts'
import { pins } from './tables.ts'

export interface Placed {
  readonly id: PinId
  readonly place: string
}

/** Longer ones come about only when hundreds were put into one gap; then the pins above it are spread anew. */
const PLACE_CHARACTERS_MAX = 120
const SPREAD_PINS = 200

/**
 * Where pins will stand, in this order, right after one of the board's, or at the top. The board is held for update. Other
 * pins may be among the result: they make room. Null if there is no such pin on the board to stand after.
 */
export async function placesFor(
  work: Work,
  boardId: BoardId,
  after: PinId | null,
  moving: readonly PinId[],
): Promise<Placed[] | null> {
  // Where the moving ones stand now does not matter.
  const others = and(eq(pins.boardId, boardId), sql`${pins.id} <> all(${sql.param([...moving])}::uuid[])`)
  const [anchor] = after
    ? await work.db
        .select()
        .from(pins)
        .where(and(others, eq(pins.id, after)))
    : []
  if (after && !anchor) return null
  const [lower] = await work.db
    .select({ place: pins.place })
    .from(pins)
    .where(and(others, anchor ? lt(pins.place, anchor.place) : undefined))
    .orderBy(desc(pins.place), desc(pins.id))
    .limit(1)
  const below = lower?.place ?? ''
  const places = placesBetween(below, anchor?.place ?? topAbove(below, work.at), moving.length)
  if (places.every(({ length }) => length <= PLACE_CHARACTERS_MAX)) return paired(moving, places)

  const upper = await work.db
    .select({ id: pins.id, place: pins.place })
    .from(pins)
    .where(and(others, gt(pins.place, below)))
    .orderBy(asc(pins.place), asc(pins.id))
    .limit(SPREAD_PINS + 1)
  const bound = upper[SPREAD_PINS]?.place ?? topAbove(upper.at(-1)?.place ?? below, work.at)
  const spread = [
    ...upper
      .slice(0, SPREAD_PINS)
      .map(({ id }) => id)
      .reverse(),
    ...moving,
  ]
  return paired(spread, placesBetween(below, bound, spread.length))
}

const paired = (ids: readonly PinId[], places: readonly string[]): Placed[] =>
  ids.map((id, index) => ({ id, place: places[index] as string }))

const MS_DIGITS = 12

/** The place of the millisecond after this one, or after the highest pin's: what is saved later will stand above it. */
function topAbove(highest: string, now: Date): string {
  const ofHighest = Number.parseInt(highest.slice(0, MS_DIGITS).padEnd(MS_DIGITS, '0'), 16)
  return (Math.max(now.getTime(), ofHighest) + 1).toString(16).padStart(MS_DIGITS, '0')
}
