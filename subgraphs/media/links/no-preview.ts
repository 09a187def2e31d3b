/** Why a page has no preview: it was not asked, or what it answered is of no use. */
export type NoPreviewReason =
  | 'BLOCKED'
  | 'DISALLOWED'
  | 'TOO_MANY_REDIRECTS'
  | 'BAD_REDIRECT'
  | 'BAD_STATUS'
  | 'NOT_A_PAGE'
  | 'SAYS_NOTHING'

/** Another attempt would go the same way. Whose address it was stands in none of it. */
export class NoPreview extends Error {
  readonly reason: NoPreviewReason
  constructor(reason: NoPreviewReason) {
    super(`A link has no preview: ${reason}`)
    this.name = 'NoPreview'
    this.reason = reason
  }
}
