import { on, onBatch } from '@varal/platform/handlers'
import { boardTopic, postTopic, standingTopic } from '@varal/schema/live'
import { trimLog } from '../trim-log.ts'
import { appendToBoards } from './board-log.ts'
import { type BoardActivityKind, boardActivity } from './tables.ts'

/** Open boards hear of social's own facts, as open posts do. */
export const boardActivityHandlers = [
  onPin('social.pin.added', 'added'),
  onPin('social.pin.changed', 'changed'),
  onPin('social.pin.removed', 'removed'),
  onBatch('social.board.changed', 'show-changed-boards', async (events, work) => {
    await appendToBoards(
      work,
      events.map(({ data: { boardId } }) => ({ boardId, kind: 'board', pinId: null, saverId: null })),
    )
    for (const { data } of events) work.hint(boardTopic(data.boardId))
  }),
  on('social.board.deleted', 'show-deleted-board', async ({ data }, work) => work.hint(boardTopic(data.boardId))),
  on('social.collaborator.left', 'show-left', async ({ data }, work) => work.hint(standingTopic(data.userId))),
  onSecrecy('social.pin.shown'),
  onSecrecy('social.pin.hidden'),
  trimLog('trim-board-activity', boardActivity),
]

function onPin(name: 'social.pin.added' | 'social.pin.changed' | 'social.pin.removed', kind: BoardActivityKind) {
  return onBatch(name, `show-${name}-on-board`, (events, work) =>
    appendToBoards(
      work,
      events.map(({ data: { boardId, pinId, userId } }) => ({ boardId, kind, pinId, saverId: userId })),
    ),
  )
}

/** Changes a count of the post. */
function onSecrecy(name: 'social.pin.shown' | 'social.pin.hidden') {
  return onBatch(name, `show-${name}`, async (events, work) => {
    for (const { data } of events) work.hint(postTopic(data.postId))
  })
}
