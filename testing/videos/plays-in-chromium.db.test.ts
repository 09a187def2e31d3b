import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeCaptions } from '@varal/media/captions/write-captions'
import { openMedia } from '@varal/media/media-world'
import { drawClip } from '@varal/media/videos/test-clips'
import { encodeId } from '@varal/platform/global-ids'
import { expect, test } from 'vitest'
import { ffmpeg } from '../ffmpeg.ts'
import { loneSubgraph } from '../lone-subgraph.ts'
import { chromium, playInChromium } from './in-chromium.ts'

const reason = ffmpeg ? 'this machine has no Chromium' : 'this machine has no ffmpeg'

test('a video plays in Chromium with hls.js, with its sound, all of its qualities and its captions', {
  timeout: 240_000,
}, async ({ skip }) => {
  if (!ffmpeg || !chromium) return skip(reason)
  const folder = await mkdtemp(join(tmpdir(), 'clips-'))
  try {
    await using world = await openMedia(loneSubgraph, ffmpeg)
    const ada = world.app.newActor()
    const clip = await drawClip(ffmpeg, folder, { width: 640, height: 480, seconds: 9 })
    const assetId = await world.publish(ada, clip, 'video/mp4')
    const vtt = 'WEBVTT\n\n00:01.000 --> 00:03.000\nGood morning\n'
    for (const [locale, label, isDefault] of [
      ['en', 'English', true],
      ['es', 'Español', false],
    ] as const)
      await world.app.ask(
        'mutation ($input: AddCaptionsInput!) { addCaptions(input: $input) { userErrors { code } } }',
        { input: { assetId: encodeId('Asset', assetId), locale, label, webvtt: vtt, isDefault } },
        ada,
      )
    await writeCaptions(assetId, world.job())
    const query = 'query ($id: ID!) { asset(id: $id) { content { ... on VideoContent { hls } } } }'
    const { asset } = await world.app.ask(query, { id: encodeId('Asset', assetId) }, ada)

    // Beyond the second cut.
    const played = await playInChromium(asset.content.hls, 5)

    expect(played.errors).toEqual([])
    expect(played).toMatchObject({ qualities: 2, soundBytes: expect.any(Number) })
    expect(played.currentTimeS).toBeGreaterThanOrEqual(5)
    expect(Math.abs(played.durationS - 9)).toBeLessThan(0.2)
    expect([240, 480]).toContain(played.height)
    expect(played.captions).toEqual(['English en', 'Español es'])
    expect(played.spoken).toContain('Good morning')
    expect(played.soundBytes).toBeGreaterThan(10_000)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
