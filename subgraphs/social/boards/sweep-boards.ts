import { among } from '@varal/platform/db'
import { every } from '@varal/platform/handlers'
import { liveTopics } from '@varal/platform/tables'
import type { Work } from '@varal/platform/work'
import type { BoardId } from '@varal/schema/ids'
import { boardTopic } from '@varal/schema/live'
import { and, asc, eq, getTableColumns, gt, sql } from 'drizzle-orm'
import { collaborators } from '../collaborators/tables.ts'
import { type PinRow, pins } from '../pins/tables.ts'
import { isSecretBoard } from '../policy.ts'
import { posts } from '../posts/tables.ts'
import { sections } from '../sections/tables.ts'
import { boardFollows, boardSweeps, boards } from './tables.ts'

/** Pins that are looked at in one go. Each may be a fact. */
const PINS_MAX = 500
/** Goes in one transaction. Together 1,000 pins a second. */
const GOES_MAX = 10
const ROWS_MAX = 5_000

/** Has all pins of a board looked at again, from the first: it is gone, or is told of differently from now on. */
export async function sweepLater(work: Work, boardId: BoardId): Promise<void> {
  await work.db
    .insert(boardSweeps)
    .values({ boardId, dueAt: work.at })
    .onConflictDoUpdate({ target: boardSweeps.boardId, set: { afterPost: null, dueAt: work.at } })
}

/** Takes away what is left of deleted boards, and has the pins of others told of as their board is now; boards take turns. */
export const sweepBoards = every(5_000, 'sweep-boards', async (work) => {
  for (let go = 0; go < GOES_MAX; go++) {
    const [due] = await work.db
      .select()
      .from(boardSweeps)
      .orderBy(asc(boardSweeps.dueAt))
      .limit(1)
      .for('update', { skipLocked: true })
    if (!due) return
    await sweep(work, due)
  }
})

async function sweep(work: Work, { boardId, afterPost }: typeof boardSweeps.$inferSelect): Promise<void> {
  const [board] = await work.db
    .select({ privacy: boards.privacy })
    .from(boards)
    .where(eq(boards.id, boardId))
    .for('key share')
  const some = await work.db
    .select({ ...getTableColumns(pins), authorId: posts.authorId })
    .from(pins)
    .innerJoin(posts, eq(posts.id, pins.postId))
    .where(and(eq(pins.boardId, boardId), afterPost ? gt(pins.postId, afterPost) : undefined))
    .orderBy(asc(pins.postId))
    .limit(PINS_MAX)
    .for('update', { of: pins })
  if (board) await tell(work, some, isSecretBoard(board))
  else await takeOff(work, some)

  const last = some.at(-1)
  const isDone = some.length < PINS_MAX && (board !== undefined || (await eraseRest(work, boardId)))
  if (isDone) await work.db.delete(boardSweeps).where(eq(boardSweeps.boardId, boardId))
  else
    await work.db
      .update(boardSweeps)
      .set({ afterPost: last?.postId ?? afterPost, dueAt: work.at })
      .where(eq(boardSweeps.boardId, boardId))
}

type SweptPin = PinRow & { readonly authorId: typeof posts.$inferSelect.authorId }

async function tell(work: Work, some: readonly SweptPin[], isSecret: boolean): Promise<void> {
  const others = some.filter((pin) => pin.isSecret !== isSecret)
  if (others.length === 0) return
  await work.db
    .update(pins)
    .set({ isSecret })
    .where(
      among(
        pins.id,
        others.map(({ id }) => id),
      ),
    )
  for (const { id, boardId, postId, authorId, savedBy } of others) {
    const name = isSecret ? 'social.pin.hidden' : 'social.pin.shown'
    work.announce(name, { pinId: id, boardId, postId, authorId, userId: savedBy })
  }
}

async function takeOff(work: Work, some: readonly SweptPin[]): Promise<void> {
  if (some.length === 0) return
  await work.db.delete(pins).where(
    among(
      pins.id,
      some.map(({ id }) => id),
    ),
  )
  for (const { id, boardId, postId, authorId, savedBy, isSecret, sectionId } of some)
    work.announce('social.pin.removed', {
      ...{ pinId: id, boardId, postId, authorId, userId: savedBy, isSecret, sectionId },
    })
}

/** Of a deleted board. Returns whether nothing is left. */
async function eraseRest({ db }: Work, boardId: BoardId): Promise<boolean> {
  const { rowCount } = await db.execute(sql`
    delete from ${boardFollows} where ctid = any(array(
      select ctid from ${boardFollows} where board_id = ${boardId} limit ${ROWS_MAX}))`)
  if ((rowCount ?? 0) === ROWS_MAX) return false
  await db.delete(collaborators).where(eq(collaborators.boardId, boardId))
  await db.delete(sections).where(eq(sections.boardId, boardId))
  await db.delete(liveTopics).where(eq(liveTopics.topic, boardTopic(boardId)))
  return true
}
