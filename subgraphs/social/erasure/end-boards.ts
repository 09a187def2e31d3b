import { rowsOf } from '@varal/platform/db'
import type { Forget } from '@varal/platform/personal-data/erasing'
import type { BoardId, PinId, PostId, SectionId, UserId } from '@varal/schema/ids'
import { eq, sql } from 'drizzle-orm'
import { boardFollows, boardSweeps, boards } from '../boards/tables.ts'
import { collaborators } from '../collaborators/tables.ts'
import { pins } from '../pins/tables.ts'
import { posts } from '../posts/tables.ts'

const PINS_MAX = 500

interface Unpinned extends Record<string, unknown> {
  id: PinId
  board_id: BoardId
  post_id: PostId
  author_id: UserId
  saved_by: UserId
  is_secret: boolean
  section_id: SectionId | null
}

/** What the person saved, on whosesoever board. */
export const unpin: Forget = async (work, userId) => {
  const gone = await rowsOf<Unpinned>(
    work.db,
    sql`
      delete from ${pins} using ${posts} where ${posts.id} = ${pins.postId}
        and ${pins.id} = any(array(select id from ${pins} where saved_by = ${userId} limit ${PINS_MAX}))
      returning ${pins.id}, ${pins.boardId}, ${pins.postId}, ${posts.authorId}, ${pins.savedBy}, ${pins.isSecret}, ${pins.sectionId}`,
  )
  for (const pin of gone)
    work.announce('social.pin.removed', {
      ...{ pinId: pin.id, boardId: pin.board_id, postId: pin.post_id, authorId: pin.author_id },
      ...{ userId: pin.saved_by, isSecret: pin.is_secret, sectionId: pin.section_id },
    })
  return gone.length > 0
}

/** What others have saved there is taken away as from every deleted board: by `sweepBoards`. */
export const endBoards: Forget = async (work, userId) => {
  const [board] = await work.db.select({ id: boards.id }).from(boards).where(eq(boards.ownerId, userId)).limit(1)
  if (!board) return false
  await work.db.delete(boards).where(eq(boards.id, board.id))
  await work.db
    .insert(boardSweeps)
    .values({ boardId: board.id, dueAt: work.at })
    .onConflictDoUpdate({ target: boardSweeps.boardId, set: { afterPost: null, dueAt: work.at } })
  work.announce('social.board.deleted', { boardId: board.id, ownerId: userId })
  return true
}

const ROWS_MAX = 500

export const unfollowBoards: Forget = async (work, userId) => {
  const ended = await rowsOf<{ board_id: BoardId; owner_id: UserId | null }>(
    work.db,
    sql`
      delete from ${boardFollows} where user_id = ${userId} and board_id = any(array(
        select board_id from ${boardFollows} where user_id = ${userId} limit ${ROWS_MAX}))
      returning board_id, (select owner_id from ${boards} where id = board_follows.board_id) as owner_id`,
  )
  for (const { board_id: boardId, owner_id: ownerId } of ended)
    if (ownerId) work.announce('social.board.unfollowed', { boardId, ownerId, userId })
  return ended.length > 0
}

export const leaveBoards: Forget = async (work, userId) => {
  const left = await rowsOf<{ board_id: BoardId; owner_id: UserId | null }>(
    work.db,
    sql`
      delete from ${collaborators} where user_id = ${userId} and board_id = any(array(
        select board_id from ${collaborators} where user_id = ${userId} limit ${ROWS_MAX}))
      returning board_id, (select owner_id from ${boards} where id = collaborators.board_id) as owner_id`,
  )
  for (const { board_id: boardId, owner_id: ownerId } of left)
    if (ownerId) work.announce('social.collaborator.left', { boardId, ownerId, userId })
  return left.length > 0
}
