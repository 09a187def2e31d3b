import { randomUUID } from 'node:crypto'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import type { MailKind } from './mail/kinds.ts'
import { mails } from './mail/tables.ts'

interface Addressee {
  /** Null: whoever has the address, if anybody has. The statements are the same, so nobody learns whether somebody has. */
  readonly userId: UserId | null
  readonly address: string
}

/** Has a mail sent after the commit, by `mail/send-mail.ts`. */
export async function queueMail(work: Work, kind: MailKind, { userId, address }: Addressee): Promise<void> {
  const mailId = randomUUID()
  await work.db.insert(mails).values({ id: mailId, kind, userId, address, at: work.at })
  work.announce('users.mail.queued', { mailId })
}
