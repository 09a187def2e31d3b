import { type Db, rowsOf } from '@varal/platform/db'
import { type Job, Postponed } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { AssetId, UserId } from '@varal/schema/ids'
import { and, eq, sql } from 'drizzle-orm'
import { type VideoStage, videoRuns } from './tables.ts'

/** After the third failure a stage is given up. */
const ATTEMPTS_MAX = 3
/** For how long what a person was served counts against their next video. */
const SERVED_MS = 10 * 60_000
/** No video gives way to others for longer. */
const WAIT_MS_MAX = 5 * 60_000
const LOOK_AGAIN_MS = 1_000
/** Of those that wait, the oldest so many are compared. */
const COMPARED_MAX = 500

/** From now on this stage of a video waits for its turn. */
export async function queueRun(work: Work, assetId: AssetId, ownerId: UserId, stage: VideoStage): Promise<void> {
  await work.db.insert(videoRuns).values({ assetId, stage, ownerId, queuedAt: work.at }).onConflictDoNothing()
}

/** What was given up waits for its turn again, with as many attempts as at first. Its runs go on being numbered. */
export async function queueRunAgain({ db, at }: Work, assetId: AssetId): Promise<void> {
  await db
    .update(videoRuns)
    .set({ queuedAt: at, startedAt: null, doneAt: null, excused: sql`${videoRuns.runs}` })
    .where(isOf(assetId, 'FIRST'))
}

/**
 * Lets people take turns: a video that was not begun yet gives way while somebody waits who was served less lately, so that
 * a hundred videos of one person delay the one of another by one video and not by a hundred.
 * @throws Postponed
 */
export async function awaitTurn({ db, clock }: Pick<Job, 'db' | 'clock'>, assetId: AssetId, stage: VideoStage) {
  const now = clock.now().getTime()
  const at = (ms: number) => new Date(ms).toISOString()
  const [before] = await rowsOf(
    db,
    sql`with waiting as (
      select asset_id, owner_id, queued_at from video_runs
      where stage = ${stage} and started_at is null and done_at is null
      order by queued_at limit ${COMPARED_MAX}
    ), ranked as (
      select asset_id, owner_id, queued_at,
        row_number() over (partition by owner_id order by queued_at, asset_id) + (
          select count(*) from video_runs served
          where served.owner_id = waiting.owner_id and served.stage = ${stage}
            and served.started_at > ${at(now - SERVED_MS)}::timestamptz
        ) as turn
      from waiting
    )
    select 1 from ranked mine join ranked other on other.turn < mine.turn and other.owner_id <> mine.owner_id
    where mine.asset_id = ${assetId} and mine.queued_at > ${at(now - WAIT_MS_MAX)}::timestamptz limit 1`,
  )
  if (before) throw new Postponed(LOOK_AGAIN_MS)
}

export interface Run {
  /** From 1; no two have the same, also when they run at once: it names the run's folder in the store. */
  readonly number: number
  /** Whether no other follows if this one fails. */
  readonly isLast: boolean
  /** Whether so many have failed, or died without a word, that this one should not be tried. */
  readonly isTooMany: boolean
}

const isOf = (assetId: AssetId, stage: VideoStage) => and(eq(videoRuns.assetId, assetId), eq(videoRuns.stage, stage))

/** Counted when it begins: one that takes its process down with it counts too. */
export async function beginRun(work: Work, assetId: AssetId, stage: VideoStage): Promise<Run> {
  const [run] = await work.db
    .update(videoRuns)
    .set({
      runs: sql`${videoRuns.runs} + 1`,
      startedAt: sql`coalesce(${videoRuns.startedAt}, ${work.at.toISOString()}::timestamptz)`,
    })
    .where(isOf(assetId, stage))
    .returning({ runs: videoRuns.runs, excused: videoRuns.excused })
  if (!run) throw new Error(`There is no run ${stage} of the asset ${assetId}`)
  const attempt = run.runs - run.excused
  return { number: run.runs, isLast: attempt >= ATTEMPTS_MAX, isTooMany: attempt > ATTEMPTS_MAX }
}

/** It ended for a reason that is not the video's. */
export async function excuseRun(db: Db, assetId: AssetId, stage: VideoStage): Promise<void> {
  await db
    .update(videoRuns)
    .set({ excused: sql`${videoRuns.excused} + 1` })
    .where(isOf(assetId, stage))
}

/** Nothing of this stage is to be done any more. */
export async function endRun(work: Work, assetId: AssetId, stage: VideoStage): Promise<void> {
  await work.db.update(videoRuns).set({ doneAt: work.at }).where(isOf(assetId, stage))
}
