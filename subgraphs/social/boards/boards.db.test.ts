import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { Actor, Viewer } from '@varal/platform/viewer'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { assetGlobalId, type SocialWorld, socialWorld } from '../test-world.ts'

let world: SocialWorld
beforeAll(async () => {
  world = await socialWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const unknownBoard = () => encodeId('Board', mintId('Board', new Date()))
const codes = (payload: any): string[] =>
  payload.userErrors.map((error: any) => `${error.code} ${error.path?.[1] ?? ''}`)
const named = async (name: string) => (await world.app.announced()).filter((fact) => fact.name === name)
const fields =
  'id name description privacy version isDefault lastSavedAt cover { id } pinCount { value } followerCount { value }'
const boardOf = async (id: string, as?: Viewer, select = fields) =>
  (await world.app.ask(`query ($id: ID!) { board(id: $id) { ${select} } }`, { id }, as)).board
const savesOf = async (id: string) =>
  (await world.app.ask('query ($id: ID!) { post(id: $id) { counts { saves { value } } } }', { id })).post.counts.saves
    .value
const update = (who: Actor, id: string, input: object) =>
  world.mutate('updateBoard', { id, expectedVersion: '1', ...input }, who, `board { ${fields} }`)
async function sweptAndSettled() {
  await world.settle()
  await world.app.doChores()
  await world.settle()
}

describe('a board is edited', () => {
  test('by its owner: what is absent stays, null removes, each edit is a version', async () => {
    const ada = await world.person()
    const id = await world.board(ada, { description: 'at six' })
    expect((await update(ada, id, { name: ' evenings ' })).board).toMatchObject({
      ...{ name: 'evenings', description: 'at six', version: '2' },
    })
    expect((await update(ada, id, { expectedVersion: '2', description: null })).board).toMatchObject({
      ...{ name: 'evenings', description: null, version: '3' },
    })
    // Nothing changes, and so nothing is told.
    const told = (await named('social.board.changed')).length
    expect((await update(ada, id, { expectedVersion: '3', name: 'evenings' })).board.version).toBe('3')
    expect(await named('social.board.changed')).toHaveLength(told)
  })

  test('once for each version: of many edits at once one is made', async () => {
    const ada = await world.person()
    const id = await world.board(ada)
    const all = await Promise.all(Array.from({ length: 8 }, (_, one) => update(ada, id, { name: `name ${one}` })))
    expect(all.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1)
    expect(new Set(all.flatMap(codes))).toEqual(new Set(['VERSION_CONFLICT expectedVersion']))
  })

  test('with a cover: an asset of the own, or a pin on it, which gives the picture of its post', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const [id, other] = [await world.board(ada), await world.board(ada)]
    const [asset, shown] = [await world.asset(ada), await world.asset(ben)]
    const post = await world.post(ben, { assetIds: [assetGlobalId(shown)] })
    const [pin, elsewhere] = [await world.pin(ada, post, id), await world.pin(ada, post, other)]

    const byAsset = await update(ada, id, { coverAssetId: assetGlobalId(asset) })
    expect(byAsset.board).toMatchObject({ cover: { id: assetGlobalId(asset) }, version: '2' })
    const byPin = await update(ada, id, { expectedVersion: '2', coverPinId: pin })
    expect(byPin.board.cover).toEqual({ id: assetGlobalId(shown) })
    await world.block(ben, ada)
    expect((await boardOf(id, ada)).cover).toBeNull()

    const edit = { expectedVersion: '3' }
    expect(codes(await update(ada, id, { ...edit, coverPinId: elsewhere }))).toEqual(['NOT_FOUND coverPinId'])
    expect(codes(await update(ada, id, { ...edit, coverAssetId: assetGlobalId(shown) }))).toEqual([
      'ASSET_NOT_USABLE coverAssetId',
    ])
    const both = { ...edit, coverPinId: pin, coverAssetId: assetGlobalId(asset) }
    expect(codes(await update(ada, id, both))).toEqual(['VALIDATION_FAILED coverPinId'])
    expect((await update(ada, id, { ...edit, coverPinId: null })).board).toMatchObject({ cover: null, version: '4' })
  })

  test('by nobody else, who learn nothing of it', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    for (const id of [await world.board(ada), await world.board(ada, { privacy: 'SECRET' }), unknownBoard()]) {
      expect(await update(ben, id, { name: 'mine' })).toEqual({
        board: null,
        userErrors: [{ code: 'NOT_FOUND', path: ['input', 'id'] }],
      })
      expect(codes(await world.mutate('deleteBoard', { id }, ben))).toEqual(['NOT_FOUND id'])
    }
  })
})

describe('what is kept on a board', () => {
  test('is counted on its posts only while the board is public', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const [id, post, late] = [await world.board(ben), await world.post(ada), await world.post(ada)]
    await world.pin(ben, post, id)
    await sweptAndSettled()
    expect(await savesOf(post)).toBe('1')

    await update(ben, id, { privacy: 'SECRET' })
    await world.pin(ben, late, id)
    expect(await boardOf(id, ada)).toBeNull()
    await sweptAndSettled()
    expect([await savesOf(post), await savesOf(late)]).toEqual(['0', '0'])

    await update(ben, id, { expectedVersion: '2', privacy: 'PUBLIC' })
    await sweptAndSettled()
    expect([await savesOf(post), await savesOf(late)]).toEqual(['1', '1'])
    expect(await boardOf(id, ada)).toMatchObject({ pinCount: { value: '2' } })
    // Between two privacies that nobody else sees nothing has to be told.
    await update(ben, id, { expectedVersion: '3', privacy: 'SECRET' })
    await sweptAndSettled()
    const hidden = (await named('social.pin.hidden')).length
    await update(ben, id, { expectedVersion: '4', privacy: 'COLLABORATORS' })
    await sweptAndSettled()
    expect(await named('social.pin.hidden')).toHaveLength(hidden)
  })

  test('goes with it: at once for everybody, and from the counts soon after, in batches', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const [id, post] = [await world.board(ben), await world.post(ada)]
    const pin = await world.pin(ben, post, id)
    await world.mutate('followBoard', { boardId: id }, ada)
    await world.app.db.execute(sql`
      insert into pins (id, board_id, post_id, saved_by, saved_at)
      select gen_random_uuid(), pins.board_id, posts.id, pins.saved_by, pins.saved_at
      from (select * from pins order by id desc limit 1) as pins, lateral (select gen_random_uuid() as id from generate_series(1, 1200)) as posts`)
    await world.app.db.execute(sql`
      insert into posts (id, author_id, kind, asset_ids, visibility, state, created_at)
      select post_id, ${ada.id}, 'TEXT', '{}', 'PUBLIC', 'DELETED', saved_at from pins where not exists (select from posts where posts.id = post_id)`)
    await world.settle()

    expect(await world.mutate('deleteBoard', { id }, ben, 'deletedBoardId')).toEqual({
      deletedBoardId: id,
      userErrors: [],
    })
    expect(await boardOf(id, ben)).toBeNull()
    const found = await world.app.ask(
      'query ($all: [_Any!]!) { _entities(representations: $all) { ... on Pin { id } } }',
      { all: [{ __typename: 'Pin', id: pin }] },
      ben,
    )
    expect(found._entities).toEqual([null])
    expect(codes(await world.mutate('savePost', { postId: post, boardId: id }, ben))).toEqual(['NOT_FOUND boardId'])
    expect(codes(await world.mutate('removePin', { id: pin }, ben))).toEqual(['NOT_FOUND id'])
    expect(codes(await world.mutate('deleteBoard', { id }, ben))).toEqual(['NOT_FOUND id'])

    for (let rounds = 0; rounds < 3; rounds++) await sweptAndSettled()
    expect(await savesOf(post)).toBe('0')
    const left = await world.app.db.execute(sql`select (select count(*)::int from board_sweeps) as sweeps,
      (select count(*)::int from pins where not exists (select from boards where boards.id = board_id)) as pins,
      (select count(*)::int from board_follows where not exists (select from boards where boards.id = board_id)) as follows`)
    expect(left.rows).toEqual([{ sweeps: 0, pins: 0, follows: 0 }])
    expect((await named('social.pin.removed')).length).toBeGreaterThan(1_200)
  })
})

describe('a save without a board', () => {
  const save = (who: Actor, postId: string) => world.mutate('savePost', { postId }, who, 'pin { id board { id } }')

  test('goes to the default board, of which there is one, made at the first, and secret', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const posts = await Promise.all(Array.from({ length: 8 }, () => world.post(ada)))
    const saved = await Promise.all(posts.map((post) => save(ben, post)))
    const boards = new Set(saved.map(({ pin }) => pin.board.id))
    expect(boards.size).toBe(1)
    const [id] = [...boards]
    expect(await boardOf(id, ben)).toMatchObject({ name: 'Saved', privacy: 'SECRET', isDefault: true })
    expect(await boardOf(id, ada)).toBeNull()
  })

  test('makes another when that was deleted', async () => {
    const [ada, post] = [await world.person(), await world.post(await world.person())]
    const first = (await save(ada, post)).pin.board.id
    await world.mutate('deleteBoard', { id: first }, ada)
    expect((await save(ada, post)).pin.board.id).not.toBe(first)
  })
})

describe('boards are followed', () => {
  test('once, and counted; by who sees them, and not by their owner', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const [id, secret] = [await world.board(ada), await world.board(ada, { privacy: 'SECRET' })]
    const follow = (who: Actor, boardId: string, field = 'followBoard') =>
      world.mutate(field, { boardId }, who, 'board { viewerFollows }')
    expect(await follow(ben, id)).toEqual({ board: { viewerFollows: true }, userErrors: [] })
    await follow(ben, id)
    await world.settle()
    expect(await boardOf(id)).toMatchObject({ followerCount: { value: '1' } })
    expect(codes(await follow(ada, id))).toEqual(['CANNOT_FOLLOW_SELF boardId'])
    expect(codes(await follow(ben, secret))).toEqual(['NOT_FOUND boardId'])
    expect(await follow(ben, secret)).toEqual(await follow(ben, unknownBoard()))
    expect(codes(await follow(ben, secret, 'unfollowBoard'))).toEqual(['NOT_FOUND boardId'])

    expect((await follow(ben, id, 'unfollowBoard')).board).toEqual({ viewerFollows: false })
    await follow(ben, id, 'unfollowBoard')
    await world.settle()
    expect(await boardOf(id)).toMatchObject({ followerCount: { value: '0' } })
    await follow(ben, id)
    await world.block(ada, ben)
    await world.settle()
    await world.settle()
    expect(await boardOf(id)).toMatchObject({ followerCount: { value: '0' } })
  })
})

test('boards are listed with the one last saved on first', async () => {
  const [ada, post] = [await world.person(), await world.post(await world.person())]
  const boards: string[] = []
  for (let one = 0; one < 3; one++) {
    boards.push(await world.board(ada))
    world.app.clock.advance(1_000)
  }
  await world.pin(ada, post, boards[0] as string)
  await world.settle()
  const text = `query ($u: [_Any!]!, $after: String) { _entities(representations: $u) { ... on User {
    boards(first: 2, after: $after, order: RECENTLY_SAVED) { nodes { id } pageInfo { endCursor } } } } }`
  const page = async (after: string | null) =>
    (await world.app.ask(text, { u: [{ __typename: 'User', id: globalIdOf(ada) }], after }, ada))._entities[0].boards
  const first = await page(null)
  const second = await page(first.pageInfo.endCursor)
  expect([...first.nodes, ...second.nodes].map(({ id }: any) => id)).toEqual([boards[0], boards[2], boards[1]])
})

test('a person has at most 2,000 boards', async () => {
  const ada = await world.person()
  await world.app.db.execute(sql`insert into boards (id, owner_id, name, privacy, created_at, updated_at)
    select gen_random_uuid(), ${ada.id}, 'x', 'PUBLIC', now(), now() from generate_series(1, 1999)`)
  const made = await Promise.all([1, 2, 3].map(() => world.mutate('createBoard', { name: 'x' }, ada)))
  expect(made.flatMap(codes)).toEqual(['LIMIT_REACHED ', 'LIMIT_REACHED '])
})
