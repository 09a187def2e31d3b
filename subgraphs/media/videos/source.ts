import type { Container } from './sniff-container.ts'

/** What is known of a video file that is within the limits. */
export interface Source {
  readonly container: Container
  /** Index of the picture's stream in the file, and of the sound's if it has one. */
  readonly videoStream: number
  readonly audioStream: number | null
  /** Of the upright picture as it is shown, with square pixels. */
  readonly width: number
  readonly height: number
  readonly durationMs: number
  /** Frames a second that renditions get, as a fraction: what the file has on average, at most 60. */
  readonly frameRate: string
  /** Whether its colours are beyond what an ordinary screen shows (PQ, HLG). */
  readonly isHdr: boolean
}

/** In pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}
