import type { MailMessage } from '@varal/platform/mail/mail'
import type { Language } from '@varal/schema/messages'
import { type CodePurpose, isCodePurpose, type MailKind } from './kinds.ts'
import { type Letter, letters } from './letters.ts'

interface Filling {
  readonly language: Language
  /** Null where the mail has none. */
  readonly code: string | null
  readonly webUrl: string | null
}

/** Where the web client takes a code, below its address. */
const pages: Readonly<Record<CodePurpose, string>> = { VERIFY_EMAIL: 'verify-email', RESET_PASSWORD: 'reset-password' }

/** What a mail says. The code stands behind `#`, which browsers do not send: no server has it in its log. */
export function letter(kind: MailKind, { language, code, webUrl }: Filling): Pick<MailMessage, 'subject' | 'text'> {
  const { greeting, openLink, enterCode, signature, mails } = letters[language]
  const { subject, body, ending }: Letter = mails[kind]
  const link = webUrl && isCodePurpose(kind) ? `${webUrl}/${pages[kind]}#${code}` : null
  const paragraphs = [
    greeting,
    body,
    ...(link ? [openLink, link] : []),
    ...(code ? [enterCode, code] : []),
    ending,
    signature,
  ]
  return { subject, text: `${paragraphs.join('\n\n')}\n` }
}
