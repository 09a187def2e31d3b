import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findProgram } from '@varal/bin/servers/find-program'

/** A browser of this machine; undefined if it has none. */
export const chromium = findProgram('chromium') ?? findProgram('google-chrome')

/** What a browser says of a video after it has played a part of it. */
export interface Played {
  readonly currentTimeS: number
  readonly durationS: number
  /** Of what it shows, in pixels. */
  readonly width: number
  readonly height: number
  readonly soundBytes: number
  readonly qualities: number
  /** Names of the captions that may be chosen, and what those showed that were chosen by themselves. */
  readonly captions: readonly string[]
  readonly spoken: readonly string[]
  /** That it could not get over by itself. Waiting, on a busy machine, is none. */
  readonly errors: readonly string[]
}

const PLAY_MS_MAX = 90_000

/** Plays a video in a real browser with hls.js until `untilS` of it have passed. */
export async function playInChromium(hls: string, untilS: number): Promise<Played> {
  const library = readFileSync(fileURLToPath(import.meta.resolve('hls.js/dist/hls.min.js')))
  const told = Promise.withResolvers<Played>()
  const server = createServer((request, response) => {
    if (request.url === '/hls.js') response.setHeader('content-type', 'text/javascript').end(library)
    else if (request.url === '/told') {
      let body = ''
      request.on('data', (chunk) => (body += chunk)).on('end', () => told.resolve(JSON.parse(body)))
      response.end()
    } else response.setHeader('content-type', 'text/html').end(page(hls, untilS))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'))
  const flags = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--no-first-run',
    '--mute-audio',
  ]
  const playing = ['--autoplay-policy=no-user-gesture-required', `--user-data-dir=${profile}`]
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const browser = spawn(chromium ?? 'chromium', [...flags, ...playing, url], { stdio: 'ignore', detached: true })
  const late = setTimeout(() => told.reject(new Error('The browser has not played it in time')), PLAY_MS_MAX)
  try {
    return await told.promise
  } finally {
    clearTimeout(late)
    if (browser.pid !== undefined) process.kill(-browser.pid, 'SIGKILL')
    server.close()
    server.closeAllConnections()
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  }
}

const page = (
  hls: string,
  untilS: number,
) => `<!doctype html><video muted></video><script src="/hls.js"></script><script>
  const video = document.querySelector('video')
  const errors = []
  const player = new Hls({ enableWorker: false })
  player.on(Hls.Events.ERROR, (_event, data) => { if (!data.fatal && data.details !== 'bufferSeekOverHole') return; errors.push(data.details); if (data.fatal) tell() })
  const spoken = []
  video.textTracks.addEventListener('addtrack', ({ track }) => track.addEventListener('cuechange', () => {
    for (const cue of track.activeCues) spoken.push(cue.text)
  }))
  player.on(Hls.Events.MANIFEST_PARSED, () => video.play())
  player.loadSource(${JSON.stringify(hls)})
  player.attachMedia(video)
  let isTold = false
  video.addEventListener('timeupdate', () => { if (video.currentTime >= ${untilS}) tell() })
  function tell() {
    if (isTold) return
    isTold = true
    fetch('/told', { method: 'POST', body: JSON.stringify({
      currentTimeS: video.currentTime, durationS: video.duration, width: video.videoWidth, height: video.videoHeight,
      soundBytes: video.webkitAudioDecodedByteCount, qualities: player.levels.length, errors,
      captions: player.subtitleTracks.map((track) => track.name + ' ' + track.lang), spoken,
    }) })
  }
</script>`
