/** How an asset is to be shown: at once, blurred until somebody wants to see it, or not at all. */
export type Sensitivity = 'SHOW' | 'BLUR' | 'HIDE'

/** PENDING has no answer yet; REVIEW waits for a person; CLEAR waits for nobody. */
export type SafetyState = 'PENDING' | 'REVIEW' | 'CLEAR'

/** What has been said about an asset. */
export interface Judged {
  /** null: it was here before anything was classified. */
  readonly safetyState: SafetyState | null
  readonly isSensitive: boolean
  readonly modelSensitivity: Sensitivity | null
  readonly moderatorSensitivity: Sensitivity | null
}

/**
 * What a person decided; else the strictest of what its owner and the classifier say. What was to be classified and has no
 * answer is blurred: to all but its owner while it is on its way.
 */
export function sensitivityOf(asset: Judged, isForOwner = false): Sensitivity {
  if (asset.moderatorSensitivity) return asset.moderatorSensitivity
  const isAnswered = asset.modelSensitivity !== null || asset.safetyState === null || asset.safetyState === 'CLEAR'
  const isMissed = !isAnswered && !(isForOwner && asset.safetyState === 'PENDING')
  return strictest([asset.modelSensitivity ?? 'SHOW', asset.isSensitive || isMissed ? 'BLUR' : 'SHOW'])
}

const strictness: Record<Sensitivity, number> = { SHOW: 0, BLUR: 1, HIDE: 2 }

export const strictest = (all: readonly Sensitivity[]): Sensitivity =>
  all.reduce((one, other) => (strictness[other] > strictness[one] ? other : one), 'SHOW')
