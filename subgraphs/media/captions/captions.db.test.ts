import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeId } from '@varal/platform/global-ids'
import type { AssetId } from '@varal/schema/ids'
import { ffmpeg } from '@varal/testing/ffmpeg'
import { type LoneSubgraph, loneSubgraph } from '@varal/testing/lone-subgraph'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assetsById } from '../assets/reads.ts'
import { landscape } from '../drawn-pictures.ts'
import { type MediaWorld, openMedia } from '../media-world.ts'
import { removeAssetObjects } from '../remove-asset-objects.ts'
import { readyInTheEnd } from '../videos/finish-video.ts'
import { playableOrFail } from '../videos/make-playable.ts'
import { drawClip } from '../videos/test-clips.ts'
import { writeCaptions } from './write-captions.ts'

const webvtt = 'WEBVTT\n\n00:00.500 --> 00:01.500\nGood <b>morning</b>\n'
const Content = 'content { ... on VideoContent { hls captions { locale label url isDefault } } }'

describe.skipIf(!ffmpeg)('captions', { timeout: 120_000 }, () => {
  let world: MediaWorld<LoneSubgraph>
  let app: LoneSubgraph
  let ada: ReturnType<LoneSubgraph['newActor']>
  let folder: string
  /** Two seconds; PLAYABLE at first. */
  let assetId: AssetId
  let id: string
  beforeAll(async () => {
    world = await openMedia(loneSubgraph, ffmpeg)
    app = world.app
    ada = app.newActor()
    folder = await mkdtemp(join(tmpdir(), 'clips-'))
    assetId = await world.upload(ada, await drawClip(ffmpeg!, folder, { width: 640, height: 480 }), 'video/mp4')
    id = encodeId('Asset', assetId)
  }, 120_000)
  afterAll(async () => {
    await world?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  const add = async (input: object, as = ada) => {
    const text = 'mutation ($input: AddCaptionsInput!) { addCaptions(input: $input) { userErrors { code path } } }'
    const full = { assetId: id, locale: 'en', label: 'English', webvtt, ...input }
    const { userErrors } = (await app.ask(text, { input: full }, as)).addCaptions
    return userErrors.map(({ code, path }: any) => `${code} ${path?.at(-1)}`)
  }
  const remove = async (locale: string) => {
    const text = 'mutation ($input: RemoveCaptionsInput!) { removeCaptions(input: $input) { userErrors { code } } }'
    return (await app.ask(text, { input: { assetId: id, locale } }, ada)).removeCaptions.userErrors
  }
  const written = () => writeCaptions(assetId, world.job())
  const seen = async () =>
    (await app.ask(`query ($id: ID!) { asset(id: $id) { ${Content} } }`, { id }, ada)).asset.content
  const textOf = async (url: string) => {
    const answer = await fetch(url)
    return answer.ok ? answer.text() : answer.status
  }
  const subtitles = async () =>
    String(await textOf((await seen()).hls))
      .split('\n')
      .filter((line) => line.includes('TYPE=SUBTITLES'))

  test('wait until a video can be played', async () => {
    expect(await add({})).toEqual(['ASSET_UNFINISHED assetId'])
    await playableOrFail(assetId, world.job())
    expect(await add({})).toEqual([])
  })

  test('are listed when they are written: in the video, and in its master playlist with every quality', async () => {
    expect((await seen()).captions).toEqual([])
    await written()
    const { hls, captions } = await seen()
    expect(captions).toMatchObject([{ locale: 'en', label: 'English', isDefault: false }])
    expect(await textOf(captions[0].url)).toBe('WEBVTT\n\n00:00:00.500 --> 00:00:01.500\nGood <b>morning</b>\n')

    const master = String(await textOf(hls))
    const [media] = await subtitles()
    expect(media).toMatch(/GROUP-ID="captions",NAME="English",LANGUAGE="en",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,URI="/)
    for (const stream of master.match(/^#EXT-X-STREAM-INF.*$/gm)!) expect(stream).toMatch(/,SUBTITLES="captions"$/)
    const playlistUrl = new URL(/URI="([^"]+)"/.exec(media!)![1]!, hls)
    const playlist = String(await textOf(playlistUrl.href))
    const file = playlist.split('\n').find((line) => line.endsWith('.vtt'))
    expect(new URL(file!, playlistUrl).href).toBe(captions[0].url)
  })

  test('stay when the other qualities come, whose playlist names them too', async () => {
    await readyInTheEnd(assetId, world.job())
    expect(await subtitles()).toEqual([])
    await written()
    expect(await subtitles()).toHaveLength(1)
    expect(String(await textOf((await seen()).hls)).match(/^#EXT-X-STREAM-INF/gm)).toHaveLength(2)
  })

  test('are one track a language, of which one at most is shown unasked', async () => {
    expect(await add({ locale: 'pt-br', label: 'Português', isDefault: true })).toEqual([])
    expect(await add({ locale: 'EN', label: 'English, again', isDefault: true })).toEqual([])
    await written()
    expect((await seen()).captions).toMatchObject([
      { locale: 'en', label: 'English, again', isDefault: true },
      { locale: 'pt-BR', label: 'Português', isDefault: false },
    ])
  })

  test('that are taken away are gone, with their file; the last one gives the first address back', async () => {
    const before = await seen()
    expect(await remove('en')).toEqual([])
    expect(await remove('en')).toEqual([])
    await written()
    expect(await subtitles()).toHaveLength(1)
    expect(await textOf(before.captions[0].url)).toBe(404)
    await remove('pt-BR')
    await written()
    expect((await seen()).captions).toEqual([])
    expect((await seen()).hls).toMatch(/\/master\.m3u8$/)
  })

  test('written twice at once are written once', async () => {
    await add({ locale: 'fr', label: 'Français' })
    await Promise.all([written(), written()])
    expect((await seen()).captions).toHaveLength(1)
    expect(await textOf((await seen()).captions[0].url)).toContain('WEBVTT')
  })

  test('are refused: of others, of pictures, of no language, without a name, with scripts', async () => {
    const picture = await world.publish(ada, await landscape(300, 90).png().toBuffer(), 'image/png')
    expect(await add({}, app.newActor())).toEqual(['NOT_FOUND assetId'])
    expect(await add({ assetId: encodeId('Asset', picture) })).toEqual(['ASSET_NOT_USABLE assetId'])
    expect(await add({ locale: 'not a language' })).toEqual(['VALIDATION_FAILED locale'])
    for (const label of ['', 'a "b"', 'a\nb']) expect(await add({ label })).toEqual(['VALIDATION_FAILED label'])
    expect(await add({ webvtt: webvtt.replace('<b>', '<script>') })).toEqual(['CAPTIONS_INVALID webvtt'])
  })

  test('go with their video', async () => {
    const { url } = (await seen()).captions[0]
    const [asset] = await assetsById(app.db)([assetId])
    expect(await removeAssetObjects(asset!, world.objects)).toEqual([])
    expect(await textOf(url)).toBe(404)
  })
})
