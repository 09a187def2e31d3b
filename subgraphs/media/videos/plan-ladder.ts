import type { Size } from './source.ts'

/** The shorter side of the renditions, in pixels. */
export const stepsPx = [240, 480, 720, 1080] as const

export type Step = (typeof stepsPx)[number]

/** What people wait for: sharp enough for a phone, and made in less time than the video takes. */
const FIRST_STEP: Step = 720

export interface PlannedRendition extends Size {
  readonly step: Step
  /** Bits a second that it has at most over two seconds; quiet scenes take less. */
  readonly bitrateMax: number
}

export interface Ladder {
  /** Made first: with it the video can be played. */
  readonly first: PlannedRendition
  /** Largest first: each is scaled from the one before. */
  readonly rest: readonly PlannedRendition[]
}

/**
 * Which renditions a picture of this size gets: one for each step that its shorter side fills, the last as large as it is,
 * up to 1080. Nothing is enlarged; sides are even, as 4:2:0 wants them.
 */
export function planLadder(source: Size): Ladder {
  const short = Math.min(source.width, source.height)
  const filled = stepsPx.filter((_step, i) => short > (stepsPx[i - 1] ?? 0))
  const planned = filled.map((step): PlannedRendition => {
    const scale = Math.min(1, step / short)
    return { step, width: even(source.width * scale), height: even(source.height * scale), bitrateMax: bitrates[step] }
  })
  const first = planned.findLast(({ step }) => step <= FIRST_STEP)!
  return { first, rest: planned.filter((one) => one !== first).reverse() }
}

const bitrates: Record<Step, number> = { 240: 500_000, 480: 1_400_000, 720: 3_000_000, 1080: 5_500_000 }

const even = (pixels: number) => Math.max(2, 2 * Math.round(pixels / 2))
