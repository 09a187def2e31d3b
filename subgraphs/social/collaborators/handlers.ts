import { rowsOf } from '@varal/platform/db'
import { on } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { BoardId, UserId } from '@varal/schema/ids'
import { type SQLWrapper, sql } from 'drizzle-orm'
import { boardFollows, boards } from '../boards/tables.ts'
import { collaborators } from './tables.ts'

/**
 * Between whom a block falls, neither takes part in the other's boards any more, nor follows them. They do not see them from
 * the moment of the block on; this ends it for the time after it, too. What began again since then stays.
 */
export const collaboratorHandlers = [
  on('social.user.blocked', 'end-collaborations', async ({ data: { blockerId, blockedId }, at }, work) => {
    for (const { boardId, ownerId, userId } of await ended(work, collaborators, 'invited_at', blockerId, blockedId, at))
      work.announce('social.collaborator.left', { boardId, ownerId, userId })
    for (const { boardId, ownerId, userId } of await ended(work, boardFollows, 'since', blockerId, blockedId, at))
      work.announce('social.board.unfollowed', { boardId, ownerId, userId })
  }),
]

type Ended = { boardId: BoardId; ownerId: UserId; userId: UserId }

/** At most 2,000 rows: a person has no more boards. */
function ended(
  { db }: Work,
  table: SQLWrapper,
  since: string,
  one: UserId,
  other: UserId,
  at: string,
): Promise<Ended[]> {
  return rowsOf<Ended>(
    db,
    sql`
      delete from ${table} as part using ${boards}
      where part.board_id = boards.id and part.${sql.identifier(since)} <= ${at}::timestamptz
        and ((part.user_id = ${one} and boards.owner_id = ${other}) or (part.user_id = ${other} and boards.owner_id = ${one}))
      returning part.board_id as "boardId", boards.owner_id as "ownerId", part.user_id as "userId"`,
  )
}
