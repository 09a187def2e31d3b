import { every } from '@varal/platform/handlers'
import { inArray, lt } from 'drizzle-orm'
import { signInCodes } from './tables.ts'

const EVERY_MS = 60_000
/** So many in one statement take well under its 3 s. */
const ROWS_MAX = 10_000

/** Forgets what providers said of people who did not come for it. */
export const sweepSignInCodes = every(EVERY_MS, 'sweep-sign-in-codes', async ({ db, at }) => {
  const ended = db.select({ hash: signInCodes.hash }).from(signInCodes).where(lt(signInCodes.endsAt, at))
  await db.delete(signInCodes).where(inArray(signInCodes.hash, ended.orderBy(signInCodes.endsAt).limit(ROWS_MAX)))
})
