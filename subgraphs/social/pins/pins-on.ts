import type { Db } from '@varal/platform/db'
import type { BoardId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import { counters } from '../counters/tables.ts'

export const PINS_MAX = 200_000

/**
 * How many pins there are on a board, as far as social has heard: of saves at the same moment some may not be counted yet.
 * Counting the rows would take longer than everything else of a save.
 */
export async function pinsOn(db: Db, boardId: BoardId): Promise<number> {
  const [counter] = await db
    .select({ value: counters.value })
    .from(counters)
    .where(and(eq(counters.subjectId, boardId), eq(counters.counted, 'PINS')))
  return counter?.value ?? 0
}
