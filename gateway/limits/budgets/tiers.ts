import type { Caller } from '@varal/platform/viewer'
import { addressBlock } from './address-block.ts'

/** What a kind of caller may spend, in cost points. */
export interface Tier {
  readonly pointsPerMinute: number
  /** Of one operation, unless its manifest or the app says otherwise. */
  readonly operationCostMax: number
}

export const tiers = {
  /** A stranger, by address. */
  anonymous: { pointsPerMinute: 1_000, operationCostMax: 500 },
  /** A person, with all of our own clients together, whether or not those send a key. A home page of 100 posts costs about 2,500. */
  user: { pointsPerMinute: 20_000, operationCostMax: 3_000 },
  /** An app of somebody else, with all its users together; one of our own for itself, such as a job. */
  app: { pointsPerMinute: 60_000, operationCostMax: 5_000 },
  /** One person who uses it. */
  userOfApp: { pointsPerMinute: 6_000, operationCostMax: 5_000 },
} as const satisfies Record<string, Tier>

/** A bucket that an operation is paid from. Its name tells it from all others. */
export interface Purse {
  readonly name: string
  readonly tier: Tier
}

/** Whatever is asked is paid from all of these. */
export function pursesOf({ viewer, app, address }: Pick<Caller, 'viewer' | 'app' | 'address'>): readonly Purse[] {
  if (app) {
    const ofApp = { name: `app/${app.id}`, tier: tiers.app }
    if (viewer.kind === 'anonymous') return [ofApp]
    if (!app.isFirstParty) return [ofApp, { name: `app/${app.id}/user/${viewer.id}`, tier: tiers.userOfApp }]
  }
  if (viewer.kind === 'user') return [{ name: `user/${viewer.id}`, tier: tiers.user }]
  return [{ name: `address/${addressBlock(address)}`, tier: tiers.anonymous }]
}

/** What one operation may cost that says nothing else of itself. */
export function operationCostMaxOf(caller: Pick<Caller, 'viewer' | 'app' | 'address'>): number {
  return Math.min(...pursesOf(caller).map(({ tier }) => tier.operationCostMax))
}
