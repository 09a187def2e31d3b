import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UnusableFile } from '../unusable-file.ts'
import type { Size } from './source.ts'

/** What a player must know of a track before it loads it. */
export interface Track {
  /** Bits a second of the densest stretch of about a segment, and on average: measured, not planned. */
  readonly bandwidth: number
  readonly averageBandwidth: number
  readonly durationMs: number
}

/** A rendition's entry in a master playlist. */
export interface Variant extends Track, Size {
  /** As in RFC 6381. */
  readonly codecs: string
  readonly frameRate: number
  /** In the bucket `renditions`. */
  readonly key: string
}

interface Segment {
  readonly durationS: number
  readonly bytes: number
}

/** Measures what was made, from its playlist of byte ranges. @throws UnusableFile if nothing was. */
export function measureTrack(playlist: string): Track {
  const segments = segmentsOf(playlist)
  const durationS = segments.reduce((sum, one) => sum + one.durationS, 0)
  if (durationS === 0) throw new UnusableFile('NOT_A_VIDEO')
  const bytes = segments.reduce((sum, one) => sum + one.bytes, 0)
  const averageBandwidth = Math.ceil((8 * bytes) / durationS)
  return {
    bandwidth: Math.max(averageBandwidth, peakOf(segments, targetOf(playlist))),
    averageBandwidth,
    durationMs: Math.round(durationS * 1_000),
  }
}

/** The largest rate of segments in a row that last half to one and a half target durations together (RFC 8216bis, 4.4.6.2). */
function peakOf(segments: readonly Segment[], targetS: number): number {
  let peak = 0
  for (let from = 0; from < segments.length; from++) {
    let durationS = 0
    let bytes = 0
    for (const segment of segments.slice(from)) {
      durationS += segment.durationS
      bytes += segment.bytes
      if (durationS > 1.5 * targetS) break
      if (durationS >= 0.5 * targetS) peak = Math.max(peak, (8 * bytes) / durationS)
    }
  }
  return Math.ceil(peak)
}

function segmentsOf(playlist: string): Segment[] {
  const durations = [...playlist.matchAll(/^#EXTINF:([\d.]+)/gm)].map(([, seconds]) => Number(seconds))
  const sizes = [...playlist.matchAll(/^#EXT-X-BYTERANGE:(\d+)@/gm)].map(([, bytes]) => Number(bytes))
  return durations.map((durationS, i) => ({ durationS, bytes: sizes[i] ?? 0 }))
}

const targetOf = (playlist: string) => Number(/^#EXT-X-TARGETDURATION:(\d+)/m.exec(playlist)?.[1] ?? 1)

/** How the H.264 of a file names itself: profile, constraints and level, as its decoder is told. */
export async function codecsOf(folder: string, name: string): Promise<string> {
  const file = await readFile(join(folder, name))
  const at = file.indexOf('avcC', 0, 'latin1')
  if (at < 0) throw new Error(`${name} has no H.264`)
  // The box's content: a version, then the three bytes.
  return `avc1.${file.toString('hex', at + 5, at + 8)}`
}
