/** What whoever runs the system chooses, and the rules of the product ask for. */
export interface Settings {
  /** In years: who says to be younger cannot register. */
  readonly minimumAge: number
  /** How long after `deleteAccount` signing in takes it back, in seconds. */
  readonly erasureGraceS: number
  /** Where mails lead people: the address of the web client, without a slash at its end. Null: mails have codes only. */
  readonly webUrl: string | null
  readonly media: {
    /** How long an asset that nothing shows is kept, in seconds. */
    readonly unusedAssetS: number
    /** After how long originals that nobody looks at go to the cold bucket, in seconds; 0: never. */
    readonly coldAfterS: number
  }
  /** From which score, 0 to 1, what a classifier finds is blurred, and hidden; both go to moderators. */
  readonly safety: { readonly blurFrom: number; readonly hideFrom: number }
  readonly links: {
    /** Hosts that nobody is led to, nor to those below them. */
    readonly blockedHosts: ReadonlySet<string>
    /** Whom the owner of a site may ask about our robot: an address. */
    readonly robotContact: string
    /** Of the gateway, as clients know it: /out is below it. */
    readonly publicUrl: string
  }
}
