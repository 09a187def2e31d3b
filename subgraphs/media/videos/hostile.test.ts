import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ffmpeg } from '@varal/testing/ffmpeg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { capabilitiesOf } from '../ffmpeg/capabilities.ts'
import { openJobFolder } from '../ffmpeg/job-folder.ts'
import { firstArguments } from './encode-arguments.ts'
import { INPUT } from './input-file.ts'
import { planLadder } from './plan-ladder.ts'
import { probeWhole } from './probe-whole.ts'
import { requireWhole } from './require-whole.ts'
import { runFfmpeg } from './run-ffmpeg.ts'
import { limitsFor } from './stage-terms.ts'
import { drawClip } from './test-clips.ts'
import { measureTrack } from './variant.ts'

describe.skipIf(!ffmpeg)('a file that calls itself a video', () => {
  let clips: string
  let clip: Buffer
  beforeAll(async () => {
    clips = await mkdtemp(join(tmpdir(), 'clips-'))
    clip = await drawClip(ffmpeg!, clips, { width: 160, height: 120, seconds: 4 })
  })
  afterAll(() => rm(clips, { recursive: true, force: true }))

  /** As the job does, as far as files and programs are concerned. */
  async function fateOf(file: Buffer, neighbours: Readonly<Record<string, Buffer>> = {}): Promise<string> {
    await using folder = await openJobFolder(clips)
    await writeFile(join(folder.path, INPUT), file)
    for (const [name, content] of Object.entries(neighbours)) await writeFile(join(folder.path, name), content)
    const run = { cwd: folder.path, signal: AbortSignal.timeout(30_000), timeoutMs: 30_000, limits: limitsFor(30_000) }
    try {
      const source = await probeWhole(ffmpeg!, file.subarray(0, 64), run)
      const ladder = planLadder(source)
      const args = firstArguments(source, ladder, await capabilitiesOf(ffmpeg!.ffmpeg))
      await runFfmpeg(ffmpeg!.ffmpeg, args, { ...run, durationMs: source.durationMs })
      requireWhole(measureTrack(await readFile(join(folder.path, `${ladder.first.step}.m3u8`), 'utf8')), source)
      return 'PLAYABLE'
    } catch (error) {
      return (error as { fault?: string }).fault ?? String(error)
    }
  }

  test('is played if it is one', async () => {
    expect(await fateOf(clip)).toBe('PLAYABLE')
  })

  test.each([
    ['nothing', ''],
    ['a page', '<html><script>alert(1)</script></html>'],
    ['an HLS playlist', '#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nsecret.mp4\n#EXT-X-ENDLIST\n'],
    ['a list of neighbours', "ffconcat version 1.0\nfile 'secret.mp4'\n"],
    ['a playlist of the network', '#EXTM3U\n#EXTINF:4,\nhttp://127.0.0.1:1/secret.ts\n#EXT-X-ENDLIST\n'],
  ])('is refused if it is %s', async (_what, text) => {
    expect(await fateOf(Buffer.from(text), { 'secret.mp4': clip })).toBe('NOT_A_VIDEO')
  })

  test('is refused if a playlist hides behind the first bytes of a video', async () => {
    const list = Buffer.from("\nffconcat version 1.0\nfile 'secret.mp4'\n")
    const fate = await fateOf(Buffer.concat([clip.subarray(0, 32), list]), { 'secret.mp4': clip })
    expect(['DAMAGED', 'NOT_A_VIDEO']).toContain(fate)
  })

  test('is damaged if its second half is missing, wherever its index stands', async () => {
    const indexFirst = await drawClip(ffmpeg!, clips, {
      width: 160,
      height: 120,
      seconds: 4,
      more: ['-movflags', '+faststart'],
    })
    for (const whole of [clip, indexFirst]) {
      expect(await fateOf(whole.subarray(0, Math.floor(whole.length * 0.55)))).toBe('DAMAGED')
    }
    const stream = await drawClip(ffmpeg!, clips, { width: 160, height: 120, seconds: 4, as: 'mkv' })
    expect(await fateOf(stream.subarray(0, Math.floor(stream.length * 0.55)))).toBe('DAMAGED')
  })

  test('is refused if it has sound only, or too many tracks', async () => {
    const path = join(clips, 'sound.mp4')
    const tone = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=1']
    await promisify(execFile)(ffmpeg!.ffmpeg, ['-v', 'error', '-y', ...tone, '-c:a', 'aac', path])
    expect(await fateOf(await readFile(path))).toBe('NOT_A_VIDEO')
    const many = join(clips, 'many.mkv')
    const maps = Array.from({ length: 60 }, () => ['-map', '0']).flat()
    await promisify(execFile)(ffmpeg!.ffmpeg, ['-v', 'error', '-y', '-i', path, ...maps, '-c', 'copy', many])
    expect(await fateOf(await readFile(many))).toBe('TOO_MANY_STREAMS')
  })

  test('leaves nothing in the folder of temporary files', async () => {
    expect((await readdir(clips)).filter((name) => name.startsWith('varal-video-'))).toEqual([])
  })
})
