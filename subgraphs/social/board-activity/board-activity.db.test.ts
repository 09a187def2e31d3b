import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import { type Actor, anonymous, type Viewer } from '@varal/platform/viewer'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { type SocialWorld, socialWorld } from '../test-world.ts'

let world: SocialWorld
beforeAll(async () => {
  world = await socialWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const text = /* GraphQL */ `
  subscription ($boardId: ID!, $after: StreamCursor) {
    boardActivity(boardId: $boardId, after: $after) {
      __typename
      ... on StreamItem { cursor at }
      ... on PinAdded { pin { id note board { name } savedBy { id } } }
      ... on PinChanged { pin { id note } }
      ... on PinRemoved { pinId }
      ... on BoardChanged { board { name privacy } }
      ... on StreamReset { reason }
    }
  }`
const ended = { __typename: 'StreamReset', reason: 'PERMISSION_CHANGED' }

/** Opens a stream; without a cursor, takes its first checkpoint: what comes after it is live. */
async function watch(boardId: string, viewer: Viewer = anonymous, after: string | null = null) {
  const items = await world.app.watch(text, { boardId, after }, viewer)
  async function next() {
    const { value, done } = await items.next()
    if (value?.errors) throw new Error(value.errors[0]?.message)
    return done ? null : (value.data?.['boardActivity'] as any)
  }
  async function news() {
    for (;;) {
      const item = await next()
      if (item?.__typename !== 'StreamCheckpoint') return item
    }
  }
  if (after === null) expect((await next()).__typename).toBe('StreamCheckpoint')
  return { next, news, [Symbol.asyncDispose]: async () => void (await items.return?.()) }
}
const settled = async <Result>(act: Promise<Result>) => {
  const result = await act
  await world.settle()
  return result
}
async function boardOfAda(privacy = 'PUBLIC') {
  const [ada, ben] = [await world.person(), await world.person()]
  return { ada, ben, board: await world.board(ada, { privacy }), post: await world.post(ben) }
}
async function takesPart(ada: Actor, ben: Actor, boardId: string, role = 'VIEWER') {
  await world.mutate('inviteCollaborator', { boardId, userId: globalIdOf(ben), role }, ada)
  await world.mutate('answerInvitation', { boardId, accept: true }, ben)
  await world.settle()
}

describe('the activity of a board', () => {
  test('shows pins as they come, change and go, and the board, equal to what a replay shows', async () => {
    const { ada, board, post } = await boardOfAda()
    const read = 'query ($id: ID!) { board(id: $id) { pins { nodes { id } streamCursor } } }'
    const { streamCursor } = (await world.app.ask(read, { id: board })).board.pins
    await using live = await watch(board, ada)
    const seen: any[] = []
    const shown = async <Result>(act: Promise<Result>) => {
      const result = await settled(act)
      seen.push(await live.news())
      return result
    }
    const pin = await shown(world.pin(ada, post, board))
    await shown(world.mutate('updatePin', { id: pin, expectedVersion: '1', note: 'oh' }, ada))
    await shown(world.mutate('updateBoard', { id: board, expectedVersion: '1', name: 'dusk' }, ada))
    const kept = await shown(world.pin(ada, await world.post(ada), board))
    await shown(world.mutate('removePin', { id: pin }, ada))
    expect(seen).toMatchObject([
      {
        __typename: 'PinAdded',
        pin: { id: pin, note: null, board: { name: 'mornings' }, savedBy: { id: globalIdOf(ada) } },
      },
      { __typename: 'PinChanged', pin: { id: pin, note: 'oh' } },
      { __typename: 'BoardChanged', board: { name: 'dusk' } },
      { __typename: 'PinAdded', pin: { id: kept } },
      { __typename: 'PinRemoved', pinId: pin },
    ])
    // What is gone by now is not shown as coming; that it went is.
    await using replayed = await watch(board, anonymous, streamCursor)
    const again = [await replayed.news(), await replayed.news(), await replayed.news()]
    expect(again.map(({ __typename, cursor }) => [__typename, cursor])).toEqual(
      seen.slice(2).map(({ __typename, cursor }) => [__typename, cursor]),
    )
    await using resumed = await watch(board, anonymous, seen[3].cursor)
    expect(await resumed.news()).toMatchObject({ __typename: 'PinRemoved', pinId: pin })
  })

  test('shows a pin that moves as leaving one board and coming to another', async () => {
    const { ada, board, post } = await boardOfAda()
    const other = await world.board(ada)
    const pin = await settled(world.pin(ada, post, board))
    await using from = await watch(board, ada)
    await using to = await watch(other, ada)
    await settled(world.mutate('movePins', { pinIds: [pin], toBoardId: other }, ada))
    expect(await from.news()).toMatchObject({ __typename: 'PinRemoved', pinId: pin })
    expect(await to.news()).toMatchObject({ __typename: 'PinAdded', pin: { id: pin } })
  })

  test('does not show what somebody saves whom a block keeps away', async () => {
    const { ada, ben, board } = await boardOfAda()
    const cleo = await world.person()
    await takesPart(ada, ben, board, 'CONTRIBUTOR')
    await world.block(cleo, ben)
    await using watching = await watch(board, cleo)
    await settled(world.pin(ben, await world.post(ada), board))
    const shown = await settled(world.pin(ada, await world.post(ada), board))
    expect(await watching.news()).toMatchObject({ __typename: 'PinAdded', pin: { id: shown } })
  })

  const endings: [string, (ada: Actor, ben: Actor, board: string) => Promise<unknown>][] = [
    [
      'the viewer is removed',
      (ada, ben, board) => world.mutate('removeCollaborator', { boardId: board, userId: globalIdOf(ben) }, ada),
    ],
    ['the viewer leaves', (_ada, ben, board) => world.mutate('leaveBoard', { boardId: board }, ben)],
    ['the owner blocks the viewer', (ada, ben) => world.block(ada, ben)],
    ['the board is deleted', (ada, _ben, board) => world.mutate('deleteBoard', { id: board }, ada)],
  ]
  test.each(endings)('ends at once when %s, and is not shown to who comes back', async (_when, end) => {
    const { ada, ben, board, post } = await boardOfAda('SECRET')
    await takesPart(ada, ben, board)
    const watching = await watch(board, ben)
    await settled(world.pin(ada, post, board))
    const { cursor } = await watching.news()
    await settled(end(ada, ben, board))
    expect(await watching.news()).toMatchObject(ended)
    expect(await watching.next()).toBeNull()
    await using resumed = await watch(board, ben, cursor)
    expect(await resumed.next()).toMatchObject(ended)
    expect(await resumed.next()).toBeNull()
  })

  test('ends for everybody else when the board becomes secret', async () => {
    const { ada, board } = await boardOfAda()
    await using stranger = await watch(board)
    await using owner = await watch(board, ada)
    await settled(world.mutate('updateBoard', { id: board, expectedVersion: '1', privacy: 'SECRET' }, ada))
    expect(await stranger.news()).toMatchObject(ended)
    expect(await owner.news()).toMatchObject({ __typename: 'BoardChanged', board: { privacy: 'SECRET' } })
  })

  test('is closed to who may not see the board, as one that does not exist', async () => {
    const { ben, board } = await boardOfAda('SECRET')
    const said = (id: string) => watch(id, ben).catch((error: unknown) => String(error))
    const onNothing = await said(encodeId('Board', mintId('Board', new Date())))
    expect(onNothing).toContain('no such board')
    expect(await said(board)).toBe(onNothing)
    expect(await said('x')).toBe(onNothing)
  })

  test("does not go on from another's cursor, nor from one that is older than the log", async () => {
    const { ada, board, post } = await boardOfAda()
    const other = await boardOfAda()
    await using watching = await watch(board, ada)
    const pin = await settled(world.pin(ada, post, board))
    const { cursor } = await watching.news()
    await using foreign = await watch(other.board, ada, cursor)
    expect(await foreign.next()).toMatchObject({ __typename: 'StreamReset', reason: 'CURSOR_INVALID' })

    for (const expectedVersion of ['1', '2'])
      await settled(world.mutate('updatePin', { id: pin, expectedVersion, note: expectedVersion }, ada))
    await world.app.db.execute(sql`update board_activity set at = at - interval '25 hours' where seq < 3`)
    await world.app.doChores()
    await using late = await watch(board, ada, cursor)
    expect((await late.next()).__typename).toMatch(/PinChanged|StreamReset/)
    const left = await world.app.db.execute(sql`select count(*)::int as count from board_activity where seq < 3`)
    expect(left.rows).toEqual([{ count: 0 }])
  })
})
