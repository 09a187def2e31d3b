import type { Db } from '@varal/platform/db'
import { type Job, perform } from '@varal/platform/handlers'
import { eq } from 'drizzle-orm'
import { accounts } from '../accounts/tables.ts'
import { foldEmail } from '../email.ts'
import { codeMsMax, isCodePurpose, MAIL_MS_MAX } from './kinds.ts'
import { letter } from './letter.ts'
import { codeHash, mailCode } from './mail-code.ts'
import { mailLanguage } from './mail-language.ts'
import { mailCodes, mails } from './tables.ts'

type MailRow = typeof mails.$inferSelect

/**
 * Sends a mail that was queued. It may go out twice, and then is the same twice. The server may refuse it eight times, within
 * some minutes; one that is away is waited for, for a day.
 */
export const sendMail = perform(
  'users.mail.queued',
  'send-mail',
  async ({ data: { mailId } }, job) => {
    const [mail] = await job.db.select().from(mails).where(eq(mails.id, mailId))
    // Sent by somebody else, or taken back.
    if (!mail) return
    const ageMs = job.clock.now().getTime() - mail.at.getTime()
    const addressee = ageMs < MAIL_MS_MAX ? await addresseeOf(mail, job.db) : null
    if (addressee) {
      const code = await keepCode(mail, addressee, job)
      const { webUrl } = job.settings
      const to = mail.userId === null ? addressee.email : mail.address
      await job.mail.send({ to, ...letter(mail.kind, { language: mailLanguage(addressee.locale), code, webUrl }) })
    }
    await job.db.delete(mails).where(eq(mails.id, mailId))
  },
  async ({ data: { mailId } }, work) => void (await work.db.delete(mails).where(eq(mails.id, mailId))),
  { attemptsMax: 8 },
)

async function addresseeOf({ userId, address }: MailRow, db: Db) {
  const [account] = await db
    .select({ userId: accounts.id, email: accounts.email, locale: accounts.locale })
    .from(accounts)
    .where(userId === null ? eq(accounts.emailFolded, foldEmail(address)) : eq(accounts.id, userId))
  return account ?? null
}

/** The code of the mail, from now on good; null if the mail has none. */
async function keepCode(
  { id, kind, userId, address, at }: MailRow,
  addressee: { userId: typeof mailCodes.$inferSelect.userId; email: string },
  { db, cursors }: Job,
): Promise<string | null> {
  if (!isCodePurpose(kind)) return null
  const code = mailCode(id, cursors.hash)
  const email = userId === null ? addressee.email : address
  const endsAt = new Date(at.getTime() + codeMsMax[kind])
  await db
    .insert(mailCodes)
    .values({ hash: codeHash(code), userId: addressee.userId, purpose: kind, email, endsAt })
    .onConflictDoNothing()
  return code
}
