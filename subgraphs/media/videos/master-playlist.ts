import { posix } from 'node:path'
import type { Track, Variant } from './variant.ts'

/** Of sound that all renditions share. */
export interface SoundTrack extends Pick<Track, 'bandwidth' | 'averageBandwidth'> {
  readonly key: string
}

/** AAC-LC, which is what is made here. */
const SOUND_CODECS = 'mp4a.40.2'

/** Names the renditions to players, smallest first, with what each needs of line and decoder. Addresses are relative to `key`. */
export function masterPlaylist(key: string, variants: readonly Variant[], sound: SoundTrack | null): string {
  const from = (target: string) => posix.relative(posix.dirname(key), target)
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-INDEPENDENT-SEGMENTS']
  if (sound) {
    const attributes = 'TYPE=AUDIO,GROUP-ID="sound",NAME="Original",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2"'
    lines.push(`#EXT-X-MEDIA:${attributes},URI="${from(sound.key)}"`)
  }
  for (const one of variants.toSorted((a, b) => a.bandwidth - b.bandwidth)) {
    lines.push(
      `#EXT-X-STREAM-INF:${[
        `BANDWIDTH=${one.bandwidth + (sound?.bandwidth ?? 0)}`,
        `AVERAGE-BANDWIDTH=${one.averageBandwidth + (sound?.averageBandwidth ?? 0)}`,
        `CODECS="${[one.codecs, ...(sound ? [SOUND_CODECS] : [])].join(',')}"`,
        `RESOLUTION=${one.width}x${one.height}`,
        `FRAME-RATE=${one.frameRate.toFixed(3)}`,
        ...(sound ? ['AUDIO="sound"'] : []),
      ].join(',')}`,
      from(one.key),
    )
  }
  return `${lines.join('\n')}\n`
}
