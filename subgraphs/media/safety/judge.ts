import type { Settings } from '@varal/platform/settings'
import type { Sensitivity } from '../sensitivity.ts'
import type { Classification } from './classifier.ts'

export interface Finding {
  readonly label: 'SEXUAL' | 'SUGGESTIVE'
  /** Of the worst frame, 0 to 1. */
  readonly score: number
  /** The mean of the three worst frames: what one frame only seems to show moves it little. */
  readonly topScore: number
}

export interface Verdict {
  readonly sensitivity: Sensitivity
  /** Highest score first. */
  readonly findings: readonly [Finding, ...Finding[]]
}

const TOP = 3

/**
 * What follows from what a model thinks of a picture, or of the frames of a video. Bare skin alone (SUGGESTIVE) hides
 * nothing: the model finds it on beaches. A single frame of many blurs; it takes three, or all, to hide.
 */
export function judge(
  frames: readonly [Classification, ...Classification[]],
  { blurFrom, hideFrom }: Settings['safety'],
): Verdict {
  const sexual = finding('SEXUAL', frames, ({ porn, hentai }) => porn + hentai)
  const suggestive = finding('SUGGESTIVE', frames, ({ sexy }) => sexy)
  const isHidden = sexual.topScore >= hideFrom
  const isBlurred = Math.max(sexual.score, suggestive.score) >= blurFrom
  return {
    sensitivity: isHidden ? 'HIDE' : isBlurred ? 'BLUR' : 'SHOW',
    findings: sexual.score >= suggestive.score ? [sexual, suggestive] : [suggestive, sexual],
  }
}

function finding(
  label: Finding['label'],
  frames: readonly Classification[],
  scoreOf: (scores: Classification['scores']) => number,
): Finding {
  const top = frames
    .map(({ scores }) => Math.min(1, scoreOf(scores)))
    .sort((one, other) => other - one)
    .slice(0, TOP)
  return { label, score: top[0]!, topScore: top.reduce((sum, one) => sum + one, 0) / top.length }
}
