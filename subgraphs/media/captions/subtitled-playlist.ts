import { posix } from 'node:path'
import { captionsPlaylistKey } from './caption-keys.ts'
import type { CaptionRow } from './tables.ts'

type Track = Pick<CaptionRow, 'locale' | 'label' | 'key' | 'isDefault'>

/** A master playlist that also names captions. Addresses are relative to `key`, which lies beside the one without. */
export function subtitledPlaylist(master: string, key: string, tracks: readonly Track[]): string {
  const media = tracks.map((track) => {
    const isDefault = track.isDefault ? 'YES' : 'NO'
    return `#EXT-X-MEDIA:${[
      'TYPE=SUBTITLES',
      'GROUP-ID="captions"',
      `NAME="${nameOf(track, tracks)}"`,
      `LANGUAGE="${track.locale}"`,
      `DEFAULT=${isDefault}`,
      'AUTOSELECT=YES',
      'FORCED=NO',
      `URI="${posix.relative(posix.dirname(key), captionsPlaylistKey(track.key))}"`,
    ].join(',')}`
  })
  const lines = master.split('\n').map((line) => (line.startsWith(STREAM) ? `${line},SUBTITLES="captions"` : line))
  const at = lines.findIndex((line) => line.startsWith(STREAM))
  return lines.toSpliced(at, 0, ...media).join('\n')
}

const STREAM = '#EXT-X-STREAM-INF:'

/** No two of a group may have the same name. */
const nameOf = ({ label, locale }: Track, tracks: readonly Track[]) =>
  tracks.filter((other) => other.label === label).length > 1 ? `${label} (${locale})` : label

/** One file is the whole track. */
export const captionsPlaylist = (key: string, durationMs: number): string =>
  [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${Math.ceil(durationMs / 1_000)}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    `#EXTINF:${(durationMs / 1_000).toFixed(3)},`,
    posix.basename(key),
    '#EXT-X-ENDLIST',
    '',
  ].join('\n')
