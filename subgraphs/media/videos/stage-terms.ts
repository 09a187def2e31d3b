import type { JobTerms } from '@varal/platform/handlers'
import type { ResourceLimits } from '../ffmpeg/sandbox.ts'

/** For one run of a stage. Ten minutes of 4K need most of it on two cores. */
export const FIRST_MS_MAX = 20 * 60_000
export const REST_MS_MAX = 60 * 60_000

/** Attempts are counted by the stage itself: the queue also counts how often a video gave way to another. */
export const termsOf = (deadlineMs: number): JobTerms => ({ deadlineMs, attemptsMax: 10_000 })

/** For one program. Its frames and threads are most of the memory; a file is one rendition. */
export const limitsFor = (wallMs: number): ResourceLimits => ({
  cpuSMax: (8 * wallMs) / 1_000,
  memoryBytesMax: 1_536 * 2 ** 20,
  fileBytesMax: 2 ** 30,
})
