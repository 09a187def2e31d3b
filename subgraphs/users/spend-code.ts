import type { Db } from '@varal/platform/db'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { and, eq, gt, inArray } from 'drizzle-orm'
import type { CodePurpose } from './mail/kinds.ts'
import { codeHash } from './mail/mail-code.ts'
import { mailCodes, mails } from './mail/tables.ts'

const isGood = (code: string, purpose: CodePurpose, now: Date) =>
  and(eq(mailCodes.hash, codeHash(code)), eq(mailCodes.purpose, purpose), gt(mailCodes.endsAt, now))

/** Whether a code is good for this now. Only spending it keeps others from doing so too. */
export async function isGoodCode(db: Db, code: string, purpose: CodePurpose, now: Date): Promise<boolean> {
  return (
    (
      await db
        .select({ hash: mailCodes.hash })
        .from(mailCodes)
        .where(isGood(code, purpose, now))
    ).length > 0
  )
}

interface Spent {
  readonly userId: UserId
  /** The address whose mails somebody reads. */
  readonly email: string
}

/** Takes a code that is good for this, once, under any race; null if it is not. */
export async function spendCode({ db, at }: Work, code: string, purpose: CodePurpose): Promise<Spent | null> {
  const [spent] = await db
    .delete(mailCodes)
    .where(isGood(code, purpose, at))
    .returning({ userId: mailCodes.userId, email: mailCodes.email })
  return spent ?? null
}

/** Makes good for nothing what was mailed to somebody, and what is about to be: somebody else may have asked for it. */
export async function voidCodes({ db }: Work, userId: UserId): Promise<void> {
  await db.delete(mailCodes).where(eq(mailCodes.userId, userId))
  await db.delete(mails).where(and(eq(mails.userId, userId), inArray(mails.kind, ['VERIFY_EMAIL', 'RESET_PASSWORD'])))
}
