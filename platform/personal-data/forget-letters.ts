import { sql } from 'drizzle-orm'
import { deadLetters } from '../tables.ts'
import type { Forget } from './erasing.ts'

/** Events that were put aside and speak of the person are not replayed any more. There are few letters, if any. */
export const forgetLetters: Forget = async ({ db }, userId) => {
  await db.execute(sql`delete from ${deadLetters} where strpos(event::text, ${userId}) > 0`)
  return false
}
