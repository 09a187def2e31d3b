import { numberRuns } from '@varal/platform/live/number-items'
import type { Work } from '@varal/platform/work'
import type { FeedItemId, PostId, UserId } from '@varal/schema/ids'
import { homeTopic } from '@varal/schema/live'
import { sql } from 'drizzle-orm'
import { homeEntry } from './home-log.ts'
import { homeLog, homeTrimsDue, type Reason, type SourceId } from './tables.ts'

export interface HomeChange {
  readonly kind: 'added' | 'removed'
  readonly ownerId: UserId
  readonly itemId: FeedItemId
  readonly postId: PostId
  readonly authorId: UserId
  readonly reason: Reason
  /** Of what comes from its author it is not kept. */
  readonly sourceId: SourceId | null
}

/** More at once would overflow the queue of whoever watches: the last alone is pushed, which makes them read the log. */
const RUN_PUSHED_MAX = 100
/** An owner's log is looked at for trimming whenever it has grown by this many rows. */
const TRIM_EVERY_ROWS = 250

/**
 * Numbers changes of timelines, stores them and shows them to who watches: two statements, however many owners. It
 * locks the owners' topics until the transaction ends: lock rows of their logs only after it, never before.
 */
export async function appendToLogs(work: Work, changes: readonly HomeChange[]): Promise<void> {
  if (changes.length === 0) return
  const byOwner = Map.groupBy(changes, (change) => change.ownerId)
  const counts = new Map([...byOwner].map(([owner, { length }]) => [homeTopic(owner), length]))
  const firsts = await numberRuns(work.db, counts)

  const rows: Numbered[] = []
  const shown: Numbered[] = []
  const due: UserId[] = []
  for (const [owner, changesOfOwner] of byOwner) {
    const first = firsts.get(homeTopic(owner)) ?? 0
    const run = changesOfOwner.map((change, index) => ({
      ...change,
      sourceId: change.reason === 'AUTHOR' ? null : change.sourceId,
      seq: first + index,
    }))
    const last = first + run.length - 1
    rows.push(...run)
    shown.push(...(run.length > RUN_PUSHED_MAX ? run.slice(-1) : run))
    if (Math.floor(last / TRIM_EVERY_ROWS) > Math.floor((first - 1) / TRIM_EVERY_ROWS)) due.push(owner)
  }
  await insertRows(work, rows)
  if (due.length > 0) {
    await work.db.execute(sql`
      insert into ${homeTrimsDue} (owner_id) select unnest(${sql.param(due.sort())}::uuid[]) on conflict do nothing`)
  }
  for (const row of shown) work.push({ topic: homeTopic(row.ownerId), ...homeEntry({ ...row, at: work.at }) })
}

type Numbered = HomeChange & { readonly seq: number }

/** One statement whose text does not grow with the rows. A post that is on a timeline already is a fault, and fails. */
async function insertRows({ db, at }: Work, rows: readonly Numbered[]): Promise<void> {
  const column = (name: keyof Numbered) => sql.param(rows.map((row) => row[name]))
  await db.execute(sql`
    insert into ${homeLog} (owner_id, seq, kind, item_id, post_id, author_id, reason, source_id, at)
    select *, ${at.toISOString()}::timestamptz from unnest(
      ${column('ownerId')}::uuid[], ${column('seq')}::bigint[], ${column('kind')}::text[], ${column('itemId')}::uuid[],
      ${column('postId')}::uuid[], ${column('authorId')}::uuid[], ${column('reason')}::text[],
      ${column('sourceId')}::uuid[])`)
}
