import { videoPrefix } from '../remove-video.ts'
import type { VideoStage } from './tables.ts'

/** A run's own: two that work at once, or one after another's death, never mix their bytes. null: of all runs of the stage. */
export const runPrefix = (secret: string, stage: VideoStage, run: number | null) =>
  `${videoPrefix(secret)}${stage.toLowerCase()}-${run === null ? '' : `${run}/`}`
