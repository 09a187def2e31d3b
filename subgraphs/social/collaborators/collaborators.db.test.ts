import { decodeId, encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { Actor, Viewer } from '@varal/platform/viewer'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { type SocialWorld, socialWorld } from '../test-world.ts'

let world: SocialWorld
beforeAll(async () => {
  world = await socialWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const codes = (payload: any): string[] => payload.userErrors.map((error: any) => `${error.code} ${error.path?.[1]}`)
const act = (field: string, who: Actor, boardId: string, whom?: Actor, input: object = {}) =>
  world.mutate(field, { boardId, ...(whom ? { userId: globalIdOf(whom) } : {}), ...input }, who)
const invite = (who: Actor, boardId: string, whom: Actor, role = 'CONTRIBUTOR') =>
  act('inviteCollaborator', who, boardId, whom, { role })
const answer = (who: Actor, boardId: string, accept = true) =>
  act('answerInvitation', who, boardId, undefined, { accept })
const boardOf = async (id: string, as: Viewer, select = 'id viewerRole viewerCanPin') =>
  (await world.app.ask(`query ($id: ID!) { board(id: $id) { ${select} } }`, { id }, as)).board
const collaboratorsOf = async (id: string, as: Viewer) =>
  (await boardOf(id, as, 'collaborators { nodes { user { id } role acceptedAt } }'))?.collaborators.nodes.map(
    ({ user, role, acceptedAt }: any) => `${user.id} ${role}${acceptedAt ? '' : ' invited'}`,
  )
const listed = async (owner: Actor, as: Viewer) => {
  const text = 'query ($u: [_Any!]!) { _entities(representations: $u) { ... on User { boards { nodes { id } } } } }'
  const found = await world.app.ask(text, { u: [{ __typename: 'User', id: globalIdOf(owner) }] }, as)
  return found._entities[0].boards.nodes.map(({ id }: any) => id)
}
const invitations = async (as: Actor) =>
  (await world.app.ask('{ boardInvitations { nodes { boardId boardName boardOwner { id } role } } }', {}, as))
    .boardInvitations.nodes
/** ada's secret board, on which ben is what he is. */
async function shared(role = 'CONTRIBUTOR', privacy = 'SECRET') {
  const [ada, ben, cleo] = [await world.person(), await world.person(), await world.person()]
  const board = await world.board(ada, { privacy })
  await invite(ada, board, ben, role)
  await answer(ben, board)
  return { ada, ben, cleo, board }
}

describe('an invitation', () => {
  test('tells of the board its name and owner, and nothing else, until it is accepted', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const board = await world.board(ada, { privacy: 'SECRET', name: 'plans' })
    expect(codes(await invite(ada, board, ben, 'VIEWER'))).toEqual([])
    expect(codes(await invite(ada, board, ben, 'ADMIN'))).toEqual([])
    expect(await invitations(ben)).toEqual([
      { boardId: board, boardName: 'plans', boardOwner: { id: globalIdOf(ada) }, role: 'VIEWER' },
    ])
    expect([await boardOf(board, ben), await listed(ada, ben)]).toEqual([null, []])
    expect(await collaboratorsOf(board, ada)).toEqual([`${globalIdOf(ben)} VIEWER invited`])

    expect(codes(await answer(ben, board))).toEqual([])
    expect(await boardOf(board, ben)).toEqual({ id: board, viewerRole: 'VIEWER', viewerCanPin: false })
    expect([await listed(ada, ben), await invitations(ben)]).toEqual([[board], []])
    expect(codes(await answer(ben, board))).toEqual(['NOT_FOUND boardId'])
    const told = (await world.app.announced()).filter(({ name }) => name.startsWith('social.collaborator'))
    expect(told.slice(-2).map(({ name }) => name)).toEqual([
      'social.collaborator.invited',
      'social.collaborator.joined',
    ])
  })

  test('is declined, taken back, or ends with a block', async () => {
    const ada = await world.person()
    for (const end of [
      (ben: Actor, board: string) => answer(ben, board, false),
      (ben: Actor, board: string) => act('removeCollaborator', ada, board, ben),
      (ben: Actor) => world.block(ben, ada),
    ]) {
      const [ben, board] = [await world.person(), await world.board(ada, { privacy: 'COLLABORATORS' })]
      await invite(ada, board, ben)
      await end(ben, board)
      expect(await invitations(ben)).toEqual([])
      expect(codes(await answer(ben, board))).toEqual(['NOT_FOUND boardId'])
      expect(await boardOf(board, ben)).toBeNull()
    }
  })

  test('is not for nobody, for the owner, or across a block; nor by who may not', async () => {
    const { ada, ben, cleo, board } = await shared('ADMIN')
    const dan = await world.person()
    expect(codes(await invite(ada, board, world.app.newActor()))).toEqual(['NOT_FOUND userId'])
    expect(codes(await invite(ada, board, ada))).toEqual(['ALREADY_EXISTS userId'])
    await world.block(ada, cleo)
    await world.block(dan, ada)
    expect(codes(await invite(ada, board, cleo))).toEqual(['BLOCKED userId'])
    expect(codes(await invite(ada, board, dan))).toEqual(['NOT_FOUND userId'])
    // Into a secret board the owner lets people in, and no admin.
    expect(codes(await invite(ben, board, await world.person()))).toEqual(['NOT_FOUND boardId'])
    const open = await shared('ADMIN', 'COLLABORATORS')
    expect(codes(await invite(open.ben, open.board, open.cleo))).toEqual([])
    await world.block(open.ada, dan)
    expect(codes(await invite(open.ben, open.board, dan))).toEqual(['NOT_FOUND userId'])
    for (const id of [board, encodeId('Board', mintId('Board', new Date()))])
      expect(codes(await invite(await world.person(), id, ben))).toEqual(['NOT_FOUND boardId'])
  })

  test('is one of at most 100', async () => {
    const [ada, ben, cleo] = [await world.person(), await world.person(), await world.person()]
    const board = await world.board(ada)
    await world.app.db.execute(sql`insert into collaborators (board_id, user_id, role, invited_at)
      select ${decodeId('Board', board)}, gen_random_uuid(), 'VIEWER', now() from generate_series(1, 99)`)
    const made = await Promise.all([ben, cleo].map((whom) => invite(ada, board, whom)))
    expect(made.flatMap(codes)).toEqual(['LIMIT_REACHED boardId'])
  })
})

describe('who takes part', () => {
  test.each([
    ['VIEWER', false, false, false],
    ['CONTRIBUTOR', true, false, false],
    ['ADMIN', true, true, true],
  ])('as %s pins: %s, clears and edits: %s, invites: %s', async (role, pins, edits, invites) => {
    const { ada, ben, cleo, board } = await shared(role, 'COLLABORATORS')
    const [post, mine] = [await world.post(cleo), await world.post(cleo)]
    const foreign = await world.pin(ada, post, board)
    const isDone = async (payload: Promise<any>) => codes(await payload).length === 0
    const saved = await world.mutate('savePost', { postId: mine, boardId: board }, ben, 'pin { id }')
    expect(saved.pin !== null).toBe(pins)
    if (saved.pin) expect(await isDone(world.mutate('removePin', { id: saved.pin.id }, ben))).toBe(true)
    expect(await isDone(world.mutate('removePin', { id: foreign }, ben))).toBe(edits)
    expect(await isDone(world.mutate('updateBoard', { id: board, expectedVersion: '1', name: 'x' }, ben))).toBe(edits)
    expect(await isDone(world.mutate('createSection', { boardId: board, name: 'x' }, ben))).toBe(edits)
    expect(await isDone(invite(ben, board, cleo))).toBe(invites)
    expect(codes(await world.mutate('deleteBoard', { id: board }, ben))).toEqual(['NOT_FOUND id'])
    const update = { id: board, expectedVersion: edits ? '2' : '1', privacy: 'PUBLIC' }
    expect(codes(await world.mutate('updateBoard', update, ben))).toEqual([
      edits ? 'FORBIDDEN privacy' : 'NOT_FOUND id',
    ])
  })

  test('is listed for all who see the board, and whose invitation waits only for who manages it', async () => {
    const { ada, ben, cleo, board } = await shared('CONTRIBUTOR', 'PUBLIC')
    world.app.clock.advance(1)
    await invite(ada, board, cleo, 'VIEWER')
    const accepted = `${globalIdOf(ben)} CONTRIBUTOR`
    expect(await collaboratorsOf(board, ada)).toEqual([`${globalIdOf(cleo)} VIEWER invited`, accepted])
    expect(await collaboratorsOf(board, cleo)).toEqual([accepted])
    await world.block(ben, cleo)
    expect(await collaboratorsOf(board, cleo)).toEqual([])
    await act('changeCollaboratorRole', ada, board, ben, { role: 'ADMIN' })
    expect(await boardOf(board, ben)).toMatchObject({ viewerRole: 'ADMIN' })
    expect(codes(await act('changeCollaboratorRole', cleo, board, ben, { role: 'VIEWER' }))).toEqual([
      'NOT_FOUND boardId',
    ])
    const nobody = await world.person()
    expect(codes(await act('changeCollaboratorRole', ada, board, nobody, { role: 'VIEWER' }))).toEqual([
      'NOT_FOUND userId',
    ])
  })

  const endings: [string, (ada: Actor, ben: Actor, board: string) => Promise<unknown>][] = [
    ['removed', (ada, ben, board) => act('removeCollaborator', ada, board, ben)],
    ['gone by themselves', (_ada, ben, board) => act('leaveBoard', ben, board)],
    ['blocked', (ada, ben) => world.block(ada, ben)],
    ['blocking', (ada, ben) => world.block(ben, ada)],
  ]
  test.each(endings)(
    'sees nothing any more when %s, and can do nothing, but what they saved stays',
    async (_how, end) => {
      const { ada, ben, cleo, board } = await shared()
      const pin = await world.pin(ben, await world.post(cleo), board)
      await end(ada, ben, board)
      expect([await boardOf(board, ben), await listed(ada, ben)]).toEqual([null, []])
      const post = await world.post(cleo)
      expect(codes(await world.mutate('savePost', { postId: post, boardId: board }, ben))).toEqual([
        'NOT_FOUND boardId',
      ])
      expect(codes(await world.mutate('removePin', { id: pin }, ben))).toEqual(['NOT_FOUND id'])
      const saved = 'query ($u: [_Any!]!) { _entities(representations: $u) { ... on Pin { id } } }'
      expect((await world.app.ask(saved, { u: [{ __typename: 'Pin', id: pin }] }, ben))._entities).toEqual([null])
      expect((await boardOf(board, ada, 'pins { nodes { id } }')).pins.nodes).toEqual([{ id: pin }])
      expect(codes(await act('leaveBoard', ben, board))).toEqual(['NOT_FOUND boardId'])
    },
  )

  test('does not come back when a block is taken back', async () => {
    const { ada, ben, board } = await shared()
    await world.block(ada, ben)
    await world.settle()
    await world.mutate('unblock', { userId: globalIdOf(ben) }, ada)
    expect(await boardOf(board, ben)).toBeNull()
    expect(await collaboratorsOf(board, ada)).toEqual([])
  })
})
