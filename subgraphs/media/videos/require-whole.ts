import { UnusableFile } from '../unusable-file.ts'
import type { Source } from './source.ts'
import type { Track } from './variant.ts'

/** What containers and their streams disagree by. */
const SHORTER_MS = 1_000
const SHORTER_SHARE = 0.02

/** Half a file may be read to its end without a complaint. @throws UnusableFile if less was made than the file says it has. */
export function requireWhole({ durationMs }: Pick<Track, 'durationMs'>, source: Pick<Source, 'durationMs'>): void {
  const missingMs = source.durationMs - durationMs
  if (missingMs > Math.max(SHORTER_MS, SHORTER_SHARE * source.durationMs)) throw new UnusableFile('DAMAGED')
}
