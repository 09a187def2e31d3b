/** What people are written. */
export type MailKind =
  | 'VERIFY_EMAIL'
  | 'RESET_PASSWORD'
  /** To the old address, while the new one is not verified yet. */
  | 'EMAIL_CHANGE_BEGUN'
  | 'PASSWORD_CHANGED'
  | 'SECOND_FACTOR_OFF'
  | 'IDENTITY_LINKED'

/** What a code in a mail is good for. */
export type CodePurpose = 'VERIFY_EMAIL' | 'RESET_PASSWORD'

const HOUR_MS = 60 * 60 * 1_000

/** How long a code is good, from when its mail was asked for. */
export const codeMsMax: Readonly<Record<CodePurpose, number>> = { VERIFY_EMAIL: 24 * HOUR_MS, RESET_PASSWORD: HOUR_MS }

/** A mail that could not be sent in so long is not sent any more. */
export const MAIL_MS_MAX = 24 * HOUR_MS

export const isCodePurpose = (kind: MailKind): kind is CodePurpose => kind in codeMsMax
