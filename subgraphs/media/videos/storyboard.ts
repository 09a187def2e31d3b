import type { Size } from './source.ts'

/** Small pictures of a whole video on one sheet, for whoever looks for a place in it. */
export interface Storyboard extends Size {
  readonly columns: number
  readonly rows: number
  readonly count: number
  /** Seconds that each of them stands for. */
  readonly everyS: number
}

const PICTURES_MAX = 100
const COLUMNS = 10
const LONG_SIDE_PX = 160

/** One a second, or as many as there is room for. */
export function planStoryboard(durationMs: number, source: Size): Storyboard {
  const everyS = Math.max(1, Math.ceil(durationMs / 1_000 / PICTURES_MAX))
  const count = Math.min(PICTURES_MAX, Math.max(1, Math.floor(durationMs / 1_000 / everyS)))
  const scale = LONG_SIDE_PX / Math.max(source.width, source.height)
  const columns = Math.min(COLUMNS, count)
  return {
    width: even(source.width * scale),
    height: even(source.height * scale),
    columns,
    rows: Math.ceil(count / columns),
    count,
    everyS,
  }
}

/** Which part of the sheet stands for which time, as WebVTT with media fragments. */
export function storyboardVtt(
  { width, height, columns, count, everyS }: Storyboard,
  durationMs: number,
  sheet: string,
): string {
  const cues = Array.from({ length: count }, (_, i) => {
    const end = i === count - 1 ? Math.max(durationMs, (i + 1) * everyS * 1_000) : (i + 1) * everyS * 1_000
    const area = [(i % columns) * width, Math.floor(i / columns) * height, width, height].join(',')
    return `${stamp(i * everyS * 1_000)} --> ${stamp(end)}\n${sheet}#xywh=${area}\n`
  })
  return `WEBVTT\n\n${cues.join('\n')}`
}

const stamp = (ms: number) => new Date(ms).toISOString().slice(11, 23)

const even = (pixels: number) => Math.max(2, 2 * Math.round(pixels / 2))
