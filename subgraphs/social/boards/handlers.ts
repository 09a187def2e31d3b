import { onBatch } from '@varal/platform/handlers'
import { sql } from 'drizzle-orm'
import { boards } from './tables.ts'

/** No save waits for another: a board learns from whoever hears of them when something was last saved there. */
export const boardHandlers = [
  onBatch('social.pin.added', 'note-last-saved', async (events, { db }) => {
    const last = new Map(events.map(({ at, data }) => [data.boardId, at]))
    // Locked in the order of their ids, as by everybody who holds several.
    await db.execute(sql`
      with saved as (
        select * from unnest(${sql.param([...last.keys()])}::uuid[], ${sql.param([...last.values()])}::timestamptz[])
          as saved (board_id, at)
      ), held as (
        select id, at from ${boards} join saved on board_id = id order by id for no key update of boards
      )
      update ${boards} set last_saved_at = greatest(last_saved_at, held.at) from held where boards.id = held.id`)
  }),
]
