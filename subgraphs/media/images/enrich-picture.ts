import { setTimeout as wait } from 'node:timers/promises'
import { type Db, rowsOf } from '@varal/platform/db'
import { type Job, perform } from '@varal/platform/handlers'
import type { AssetId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { animate } from '../animate.ts'
import { assetsById, lockedAsset } from '../assets/reads.ts'
import type { AssetRow } from '../assets/tables.ts'
import { decode, openFrames } from '../decoder.ts'
import { type AnimationName, renditionKey, renditionKeys, stepWidthsPx } from '../object-keys.ts'
import { UnusableFile } from '../unusable-file.ts'
import { cameraOf } from './camera.ts'
import { makeRendition, planLaterRenditions } from './make-renditions.ts'
import { perceptualHash } from './perceptual-hash.ts'
import { readOriginal } from './read-original.ts'
import { type PictureRow, pictures, type RenditionRow, renditions } from './tables.ts'

/** How long it waits for those whose picture is not shown at all yet, and how often it looks. */
const WAIT_MS_MAX = 5 * 60_000
const LOOK_AGAIN_MS = 500

export const enrichPicture = perform(
  'media.asset.ready',
  'enrich-picture',
  ({ data: { assetId } }, job) => enrich(assetId, job),
  // It is shown as it is.
  async () => {},
  { deadlineMs: WAIT_MS_MAX + 3 * 60_000 },
)

/**
 * What a READY picture gets that nobody waits for: AVIF, its widest rendition, what moves as such, its perceptual hash, its
 * camera. First pictures go before it. May run again, even at the same time: it writes the same under the same keys.
 */
export async function enrich(assetId: AssetId, job: Job): Promise<void> {
  const [asset] = await assetsById(job.db)([assetId])
  if (asset?.kind !== 'IMAGE' || asset.state !== 'READY') return
  await letFirstPicturesPass(job)
  const file = await readOriginal(asset, job)
  const picture = await decode(file, stepWidthsPx.at(-1)!)
  const rows: RenditionRow[] = []
  for (const plan of planLaterRenditions(picture.width)) {
    job.signal.throwIfAborted()
    const { file: rendered, format, width, height, contentType } = await makeRendition(picture, plan)
    const key = renditionKey(asset.renditionSecret, plan.name)
    await job.objects.put('renditions', key, rendered, contentType)
    rows.push({ assetId, key, format, width, height, bytes: rendered.length })
  }
  const { exif } = await openFrames(file, { pages: 1 }).metadata()
  const row: PictureRow = {
    assetId,
    ownerId: asset.ownerId,
    perceptualHash: await perceptualHash(picture),
    camera: cameraOf(exif),
    ...(await storeAnimation(asset, file, job)),
  }
  await job.work(async (work) => {
    const [now] = await lockedAsset(work.db, assetId)
    // It was removed meanwhile, and what has been written since would be left.
    if (!now) return job.objects.delete('renditions', renditionKeys(asset.renditionSecret))
    if (now.state !== 'READY') return
    await work.db.insert(pictures).values(row).onConflictDoNothing()
    await work.db.insert(renditions).values(rows).onConflictDoNothing()
  })
}

async function storeAnimation(
  { id, frames, renditionSecret }: AssetRow,
  file: Buffer,
  job: Job,
): Promise<Pick<PictureRow, 'animatedWebpKey' | 'animatedMp4Key'>> {
  const animation = await animationOf(file, frames ?? 1, job).catch((error: unknown) => {
    if (!(error instanceof UnusableFile)) throw error
    job.log.info({ assetId: id, err: error }, 'a picture does not move: its later frames are unusable')
    return null
  })
  const stored = async (name: AnimationName, content: Buffer | null | undefined, type: string) => {
    const key = renditionKey(renditionSecret, name)
    if (content) await job.objects.put('renditions', key, content, type)
    return content ? key : null
  }
  return {
    animatedWebpKey: await stored('animation.webp', animation?.webp, 'image/webp'),
    animatedMp4Key: await stored('animation.mp4', animation?.mp4, 'video/mp4'),
  }
}

const animationOf = async (file: Buffer, frames: number, job: Job) => (frames > 1 ? animate(file, frames, job) : null)

/** Those who wait for their first picture wait for nobody's second. */
async function letFirstPicturesPass({ db, clock, signal }: Job): Promise<void> {
  const untilMs = clock.now().getTime() + WAIT_MS_MAX
  while (clock.now().getTime() < untilMs && (await isSomebodyWaiting(db, clock.now()))) {
    await wait(LOOK_AGAIN_MS, undefined, { signal })
  }
}

/** Not of what was begun long ago: that waits for a worker that is gone. */
async function isSomebodyWaiting(db: Db, now: Date): Promise<boolean> {
  const since = new Date(now.getTime() - WAIT_MS_MAX).toISOString()
  const [waiting] = await rowsOf(
    db,
    sql`select 1 from assets where state = 'PROCESSING' and kind = 'IMAGE' and created_at > ${since}::timestamptz limit 1`,
  )
  return waiting !== undefined
}
