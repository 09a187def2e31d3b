/** What whoever runs the system chooses, and the rules of the product ask for. */
export interface Settings {
  /** In years: who says to be younger cannot register. */
  readonly minimumAge: number
  /** Where mails lead people: the address of the web client, without a slash at its end. Null: mails have codes only. */
  readonly webUrl: string | null
}
