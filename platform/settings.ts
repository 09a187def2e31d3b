/** What whoever runs the system chooses, and the rules of the product ask for. */
export interface Settings {
  /** In years: who says to be younger cannot register. */
  readonly minimumAge: number
  /** How long after `deleteAccount` signing in takes it back, in seconds. */
  readonly erasureGraceS: number
  /** Where mails lead people: the address of the web client, without a slash at its end. Null: mails have codes only. */
  readonly webUrl: string | null
  /** From which score, 0 to 1, what a classifier finds is blurred, and hidden; both go to moderators. */
  readonly safety: { readonly blurFrom: number; readonly hideFrom: number }
}
