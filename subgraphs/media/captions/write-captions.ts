import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Db } from '@varal/platform/db'
import { type Job, Postponed, perform } from '@varal/platform/handlers'
import type { AssetId } from '@varal/schema/ids'
import { and, eq } from 'drizzle-orm'
import { assetsById, lockedAsset } from '../assets/reads.ts'
import { storeText } from '../store-files.ts'
import { videosOf } from '../videos/reads.ts'
import { videos } from '../videos/tables.ts'
import { captionsPlaylistKey, captionsPrefix } from './caption-keys.ts'
import { captionsOf } from './reads.ts'
import { captionsPlaylist, subtitledPlaylist } from './subtitled-playlist.ts'
import { type CaptionRow, captions } from './tables.ts'

const AGAIN_MS = 500

export const captionHandlers = [
  perform(
    'media.captions.changed',
    'write-captions',
    ({ data }, job) => writeCaptions(data.assetId, job),
    async () => {},
  ),
  // Its master playlist is another one now.
  perform(
    'media.asset.ready',
    'caption-finished',
    ({ data }, job) => writeCaptions(data.assetId, job),
    async () => {},
  ),
]

/**
 * Stores the captions that a video has now, and a master playlist that names them; removes what it no longer has. May run
 * again, even at the same time. @throws Postponed if they changed meanwhile
 */
export async function writeCaptions(assetId: AssetId, job: Job): Promise<void> {
  const [[asset], [video], tracks] = await Promise.all([
    assetsById(job.db)([assetId]),
    videosOf(job.db)([assetId]),
    captionsOf(job.db)([assetId]),
  ])
  if (!asset || !video || (tracks.length === 0 && !video.captionedHlsKey)) return
  for (const track of tracks) if (track.webvtt !== null) await store(track, track.webvtt, video.durationMs, job)
  const captionedHlsKey = tracks.length === 0 ? null : await storeMaster(video.hlsKey, tracks, job)

  const isCurrent = await job.work(async (work) => {
    const [now] = await lockedAsset(work.db, assetId)
    const [videoNow] = await videosOf(work.db)([assetId])
    if (!now || videoNow?.hlsKey !== video.hlsKey || !(await areStill(work.db, assetId, tracks))) return false
    await work.db
      .update(videos)
      .set({ captionedHlsKey, captionedOf: captionedHlsKey && video.hlsKey })
      .where(eq(videos.assetId, assetId))
    for (const { locale, key } of tracks)
      await work.db
        .update(captions)
        .set({ webvtt: null })
        .where(and(eq(captions.assetId, assetId), eq(captions.locale, locale), eq(captions.key, key)))
    return true
  })
  if (!isCurrent) {
    const [now] = await assetsById(job.db)([assetId])
    if (now) throw new Postponed(AGAIN_MS)
    // It was removed meanwhile.
    return removeUnused(asset.renditionSecret, assetId, job)
  }
  const old = video.captionedHlsKey
  if (old !== null && old !== captionedHlsKey) await job.objects.delete('renditions', [old])
  await removeUnused(asset.renditionSecret, assetId, job)
}

async function store({ key }: CaptionRow, webvtt: string, durationMs: number, job: Job): Promise<void> {
  await storeText(job, key, webvtt)
  const playlistKey = captionsPlaylistKey(key)
  await storeText(job, playlistKey, captionsPlaylist(key, durationMs))
}

/** Named by what it says: an address is read for ever the same. */
async function storeMaster(hlsKey: string, tracks: readonly CaptionRow[], job: Job): Promise<string> {
  const master = await text(await job.objects.get('renditions', hlsKey))
  const beside = posix.join(posix.dirname(hlsKey), 'captioned.m3u8')
  const playlist = subtitledPlaylist(master, beside, tracks)
  const hash = createHash('sha256').update(playlist).digest('hex').slice(0, 16)
  const key = beside.replace('captioned', `captioned-${hash}`)
  await storeText(job, key, playlist)
  return key
}

async function areStill(db: Db, assetId: AssetId, tracks: readonly CaptionRow[]): Promise<boolean> {
  const said = (some: readonly CaptionRow[]) => JSON.stringify(some.map(({ webvtt: _webvtt, ...track }) => track))
  return said(await captionsOf(db)([assetId])) === said(tracks)
}

/** Listed before the rows are read: a row is there before its objects are. */
async function removeUnused(secret: string, assetId: AssetId, { db, objects }: Job): Promise<void> {
  const listed: string[] = []
  for await (const { key } of objects.list('renditions', captionsPrefix(secret))) listed.push(key)
  const used = new Set((await captionsOf(db)([assetId])).flatMap(({ key }) => [key, captionsPlaylistKey(key)]))
  await objects.delete(
    'renditions',
    listed.filter((key) => !used.has(key)),
  )
}
