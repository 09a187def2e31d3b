import { every } from '@varal/platform/handlers'
import { inArray, lt } from 'drizzle-orm'
import { MAIL_MS_MAX } from './kinds.ts'
import { mailCodes, mails } from './tables.ts'

const EVERY_MS = 10 * 60 * 1_000
/** So many in one statement take well under its 3 s. */
const ROWS_MAX = 10_000

/** Forgets codes that have ended, and mails that were to be sent two days ago: nobody sends them any more. */
export const sweepMails = every(EVERY_MS, 'sweep-mails', async ({ db, at }) => {
  const ended = db.select({ hash: mailCodes.hash }).from(mailCodes).where(lt(mailCodes.endsAt, at))
  await db.delete(mailCodes).where(inArray(mailCodes.hash, ended.orderBy(mailCodes.endsAt).limit(ROWS_MAX)))
  const before = new Date(at.getTime() - 2 * MAIL_MS_MAX)
  const late = db.select({ id: mails.id }).from(mails).where(lt(mails.at, before))
  await db.delete(mails).where(inArray(mails.id, late.orderBy(mails.at).limit(ROWS_MAX)))
})
