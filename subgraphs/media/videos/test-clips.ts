import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Ffmpeg } from '@varal/platform/ffmpeg'

export interface Clip {
  readonly width?: number
  readonly height?: number
  readonly seconds?: number
  readonly framesPerSecond?: number
  readonly hasSound?: boolean
  /** As of a phone that was held upright: degrees by which players turn the picture. */
  readonly turned?: 90 | 180 | 270
  /** What else the encoder is told. */
  readonly more?: readonly string[]
  /** mp4, mov, webm or mkv. */
  readonly as?: string
}

/** For tests: a moving test card with a tone, drawn by ffmpeg itself into a file of the folder. */
export async function drawClip({ ffmpeg }: Ffmpeg, folder: string, clip: Clip = {}): Promise<Buffer> {
  const { width = 320, height = 240, seconds = 2, framesPerSecond = 30, hasSound = true, more = [], as = 'mp4' } = clip
  const path = join(folder, `clip.${as}`)
  const picture = `testsrc2=size=${width}x${height}:rate=${framesPerSecond}:duration=${seconds}`
  const codec =
    as === 'webm'
      ? ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8']
      : ['-c:v', 'libx264', '-preset', 'ultrafast']
  await promisify(execFile)(ffmpeg, [
    ...['-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-i', picture],
    ...(hasSound ? ['-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`] : []),
    ...codec,
    ...['-pix_fmt', 'yuv420p', ...more, path],
  ])
  if (!clip.turned) return readFile(path)
  const upright = join(folder, `turned.${as}`)
  const turning = ['-c', 'copy', '-metadata:s:v:0', `rotate=${clip.turned}`, upright]
  await promisify(execFile)(ffmpeg, ['-nostdin', '-v', 'error', '-y', '-i', path, ...turning])
  return readFile(upright)
}
