import path from 'node:path'
import type { Ffmpeg } from '@varal/platform/ffmpeg'
import { canInstallFromApt, installFromApt } from './apt-packages.ts'
import type { FindBinariesOptions } from './find-binaries.ts'
import { findProgram, isProgram } from './find-program.ts'

/** What reads and writes videos: as named, else of this machine; null if it lacks one of the two programs. */
export function findFfmpeg(named?: string): Ffmpeg | null {
  const ffmpeg = named ?? findProgram('ffmpeg')
  if (ffmpeg === undefined || !isProgram(ffmpeg)) return null
  const beside = path.join(path.dirname(ffmpeg), 'ffprobe')
  const ffprobe = isProgram(beside) ? beside : findProgram('ffprobe')
  return ffprobe === undefined ? null : { ffmpeg: path.resolve(ffmpeg), ffprobe }
}

/** As `findFfmpeg`; as root, on Debian and Ubuntu, it is installed if it is missing. Never throws: Varal works without videos. */
export async function installFfmpeg(named: string | undefined, options: FindBinariesOptions): Promise<Ffmpeg | null> {
  const found = findFfmpeg(named)
  if (found || named !== undefined || !canInstallFromApt()) return found
  await installFromApt(['ffmpeg'], options).catch((error: unknown) =>
    options.report(`there will be no videos: ${error instanceof Error ? error.message : error}`),
  )
  return findFfmpeg()
}
