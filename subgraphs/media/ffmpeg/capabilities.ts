import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { BARE_ENV } from './sandbox.ts'

/** What a build of ffmpeg can do beyond what every one can. */
export interface Capabilities {
  /** HDR to SDR. */
  readonly tonemaps: boolean
  readonly writesAnimatedWebp: boolean
}

const known = new Map<string, Promise<Capabilities>>()

/** Asked once for each program. */
export function capabilitiesOf(ffmpeg: string): Promise<Capabilities> {
  let asked = known.get(ffmpeg)
  if (!asked) {
    asked = ask(ffmpeg)
    asked.catch(() => known.delete(ffmpeg))
    known.set(ffmpeg, asked)
  }
  return asked
}

async function ask(ffmpeg: string): Promise<Capabilities> {
  const names = async (what: string) => {
    const options = { env: BARE_ENV, timeout: 10_000, maxBuffer: 2 ** 22 }
    const { stdout } = await promisify(execFile)(ffmpeg, ['-hide_banner', `-${what}`], options)
    return new Set(stdout.split('\n').map((line) => line.trim().split(/\s+/)[1]))
  }
  const [filters, encoders] = [await names('filters'), await names('encoders')]
  return {
    tonemaps: filters.has('zscale') && filters.has('tonemap'),
    writesAnimatedWebp: encoders.has('libwebp_anim'),
  }
}
