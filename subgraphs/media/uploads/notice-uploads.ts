import { setTimeout as wait } from 'node:timers/promises'
import { type ActivityParts, keepDoing } from '@varal/platform/handlers'
import { and, asc, eq, gt, isNull, lte } from 'drizzle-orm'
import { finishUpload, lockUpload } from '../finish-upload.ts'
import { collectBytes } from './collect-bytes.ts'
import { type UploadRow, uploads } from './tables.ts'

/** Of one round; the rest is looked at in the next. */
const UPLOADS_MAX = 200
const AT_ONCE = 16
const ROUND_MS = 500
/** An upload that is young is looked at often, one that has been open for hours seldom. */
const CHECK_MS_MIN = 2_000
const CHECK_MS_MAX = 5 * 60_000
const AGE_SHARE = 0.1

type Parts = Pick<ActivityParts, 'db' | 'work' | 'objects' | 'clock' | 'log'>

/** Hands over the bytes of those who sent them all and then vanished: an app that was closed says nothing any more. */
export const noticeUploads = keepDoing('notice-uploads', async ({ signal, ...parts }) => {
  while (!signal.aborted) {
    const looked = await noticeArrivedUploads(parts)
    if (looked < UPLOADS_MAX) await wait(ROUND_MS, undefined, { signal }).catch(() => {})
  }
})

/** One round. How many it looked at. */
export async function noticeArrivedUploads(parts: Parts): Promise<number> {
  const now = parts.clock.now()
  const due = await parts.db
    .select()
    .from(uploads)
    .where(
      and(isNull(uploads.finishedAt), isNull(uploads.expiredAt), lte(uploads.checkAt, now), gt(uploads.expiresAt, now)),
    )
    .orderBy(asc(uploads.checkAt))
    .limit(UPLOADS_MAX)
  const waiting = [...due]
  const look = async () => {
    for (let upload = waiting.shift(); upload; upload = waiting.shift()) await notice(upload, parts)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, look))
  return due.length
}

async function notice(upload: UploadRow, { work, objects, log }: Parts): Promise<void> {
  const stored = await collectBytes(upload, objects).catch((err: unknown) => {
    log.warn({ uploadId: upload.id, err }, 'the store did not say what has come of an upload')
    return null
  })
  await work(async (unit) => {
    const locked = await lockUpload(unit, upload.id)
    if (!locked || (stored && !(await finishUpload(unit, locked, stored)))) return
    const ageMs = unit.at.getTime() - upload.createdAt.getTime()
    const inMs = Math.min(Math.max(ageMs * AGE_SHARE, CHECK_MS_MIN), CHECK_MS_MAX)
    await unit.db
      .update(uploads)
      .set({ checkAt: new Date(unit.at.getTime() + inMs) })
      .where(eq(uploads.id, upload.id))
  })
}
