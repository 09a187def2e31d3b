/** What one person is written. The port adds who it is from. */
export interface MailMessage {
  /** One address, as `ada@example.org`. */
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html?: string
}

/** Hands mails to whoever delivers them. */
export interface Mail extends AsyncDisposable {
  /**
   * Resolves when the mail is in other hands, within 30 s. @throws a fault that says neither to whom nor what: it may be
   * logged as it is. Whether it can go well later is for `isOutage` to say.
   */
  send(message: MailMessage): Promise<void>
}
