import { UnusableFile } from '../unusable-file.ts'

const RENDITION_MAX = 60
/** Variable rates are a little beside the one that was meant. */
const NEAR = 0.02
const USUAL = ['24000/1001', '24/1', '25/1', '30000/1001', '30/1', '48/1', '50/1', '60000/1001', '60/1']

/**
 * The constant rate that renditions get, as a fraction such as 30000/1001: the usual one that is nearest to the file's
 * average, else the average itself, at most 60.
 * @throws UnusableFile if the file has no rate, or more than `max` frames a second.
 */
export function frameRateOf(average: string, max: number): string {
  const rate = framesPerSecondOf(average)
  if (!(rate > 0)) throw new UnusableFile('NOT_A_VIDEO')
  if (rate > max) throw new UnusableFile('TOO_MANY_FRAMES')
  if (rate >= RENDITION_MAX) return '60/1'
  const nearest = USUAL.reduce((best, one) => (apart(one, rate) < apart(best, rate) ? one : best))
  if (apart(nearest, rate) <= NEAR * rate) return nearest
  return `${Math.max(1, Math.round(rate * 1_000))}/1000`
}

/** NaN for what is no fraction. */
export function framesPerSecondOf(fraction: string): number {
  const [above = Number.NaN, below = Number.NaN] = fraction.split('/').map(Number)
  return below === 0 ? Number.NaN : above / below
}

const apart = (fraction: string, rate: number) => Math.abs(framesPerSecondOf(fraction) - rate)
