import { randomUUID } from 'node:crypto'
import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { type SocialWorld, socialWorld } from '../test-world.ts'

describe('boards and pins', () => {
  let world: SocialWorld
  beforeAll(async () => {
    world = await socialWorld()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const boardOf = async (id: string, as?: Actor) => {
    const fields = `name description privacy version owner { id } viewerCanPin pinCount { value }
      pins { nodes { id note savedBy { id } board { id } post { __typename ... on Post { id } } } }`
    const selected = as ? fields : fields.replace('viewerCanPin', '')
    return (await world.app.ask(`query ($id: ID!) { board(id: $id) { ${selected} } }`, { id }, as)).board
  }
  const savesOf = async (id: string) =>
    (await world.app.ask('query ($id: ID!) { post(id: $id) { counts { saves { value } } } }', { id })).post.counts.saves
      .value
  const named = async (name: string) => (await world.app.announced()).filter((fact) => fact.name === name)

  test('a board is made, announced, and its owner may pin', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const id = await world.board(ada, { name: ' mornings ', description: '' })
    const expected = {
      name: 'mornings',
      description: null,
      privacy: 'PUBLIC',
      version: '1',
      owner: { id: globalIdOf(ada) },
    }

    expect(await boardOf(id, ada)).toMatchObject({ ...expected, viewerCanPin: true })
    expect(await boardOf(id, ben)).toMatchObject({ ...expected, viewerCanPin: false })
    expect(await boardOf(id)).toMatchObject(expected)
    expect((await named('social.board.created')).at(-1)?.data).toMatchObject({ ownerId: ada.id, isSecret: false })
  })

  test('a secret board is there for its owner only, in lists too', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const [open, secret] = [await world.board(ada), await world.board(ada, { privacy: 'SECRET' })]
    const text = 'query ($u: [_Any!]!) { _entities(representations: $u) { ... on User { boards { nodes { id } } } } }'
    const listed = async (as: Actor) =>
      (await world.app.ask(text, { u: [{ __typename: 'User', id: globalIdOf(ada) }] }, as))._entities[0].boards.nodes

    expect(await boardOf(secret, ben)).toBeNull()
    expect(await boardOf(secret)).toBeNull()
    expect(await listed(ada)).toEqual([{ id: secret }, { id: open }])
    expect(await listed(ben)).toEqual([{ id: open }])
  })

  test('saving again gives the pin that is there, unchanged and unannounced', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const input = { postId: await world.post(ada), boardId: await world.board(ben) }
    const before = (await named('social.pin.added')).length
    const first = await world.mutate('savePost', { ...input, note: 'the light' }, ben, 'pin { id note } post { id }')
    const again = await world.mutate('savePost', { ...input, note: 'other' }, ben, 'pin { id note } post { id }')
    await world.settle()

    expect(first).toMatchObject({ pin: { note: 'the light' }, post: { id: input.postId } })
    expect(again).toEqual(first)
    expect(await named('social.pin.added')).toHaveLength(before + 1)
    expect(await boardOf(input.boardId, ben)).toMatchObject({
      pinCount: { value: '1' },
      pins: { nodes: [{ id: first.pin.id }] },
    })
    expect(await savesOf(input.postId)).toBe('1')
  })

  test('saved many times at once there is one pin', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const [postId, boardId] = [await world.post(ada), await world.board(ben)]
    const pins = await Promise.all(Array.from({ length: 12 }, () => world.pin(ben, postId, boardId)))
    await world.settle()
    expect(new Set(pins).size).toBe(1)
    expect(await savesOf(postId)).toBe('1')
  })

  test('what is kept in secret is not counted for others', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const [postId, boardId] = [await world.post(ada), await world.board(ben, { privacy: 'SECRET' })]
    const pin = await world.pin(ben, postId, boardId)
    await world.settle()
    expect(await savesOf(postId)).toBe('0')
    expect((await boardOf(boardId, ben)).pinCount.value).toBe('1')

    await world.mutate('removePin', { id: pin }, ben)
    await world.settle()
    expect(await savesOf(postId)).toBe('0')
    expect((await boardOf(boardId, ben)).pinCount.value).toBe('0')
    expect((await named('social.pin.removed')).at(-1)?.data).toMatchObject({
      userId: ben.id,
      authorId: ada.id,
      isSecret: true,
    })
  })

  test('a post that is gone leaves a tombstone, which can be taken off', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const [postId, boardId] = [await world.post(ada), await world.board(ben)]
    const pin = await world.pin(ben, postId, boardId)
    await world.mutate('deletePost', { id: postId }, ada)
    expect((await boardOf(boardId, ben)).pins.nodes[0].post).toEqual({ __typename: 'Tombstone' })

    const removed = await world.mutate('removePin', { id: pin }, ben, 'removedPinId')
    await world.settle()
    expect(removed).toEqual({ removedPinId: pin, userErrors: [] })
    expect(await boardOf(boardId, ben)).toMatchObject({ pinCount: { value: '0' }, pins: { nodes: [] } })
  })

  test("another's board and another's pin are not found", async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const [postId, boardId] = [await world.post(ada), await world.board(ben)]
    const pin = await world.pin(ben, postId, boardId)
    const onBoard = await world.mutate('savePost', { postId, boardId }, ada, 'pin { id } post { id }')
    expect(onBoard).toEqual({ pin: null, post: null, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'boardId'] }] })
    const unknown = encodeId('Board', mintId('Board', new Date()))
    expect(await world.mutate('savePost', { postId, boardId: unknown }, ada, 'pin { id } post { id }')).toEqual(onBoard)
    for (const id of [pin, encodeId('Pin', mintId('Pin', new Date()))]) {
      expect((await world.mutate('removePin', { id }, ada)).userErrors).toEqual([
        { code: 'NOT_FOUND', path: ['input', 'id'] },
      ])
    }
  })

  test('the viewer sees on which of their boards a post is: the last fifty, and nobody else does', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const postId = await world.post(ada)
    const boards: string[] = []
    for (let one = 0; one < 51; one++) {
      const board = await world.board(ben, { privacy: one % 2 ? 'SECRET' : 'PUBLIC' })
      world.app.clock.advance(1)
      await world.pin(ben, postId, board)
      boards.unshift(board)
    }
    const text = 'query ($id: ID!) { post(id: $id) { viewerState { savedIn { id } } } }'
    const savedIn = async (as: Actor) =>
      (await world.app.ask(text, { id: postId }, as)).post.viewerState.savedIn.map(({ id }: any) => id)
    expect(await savedIn(ben)).toEqual(boards.slice(0, 50))
    expect(await savedIn(ada)).toEqual([])
  })

  test('refuse what is empty, too long, or of the wrong kind', async () => {
    const ada = await world.person()
    const [postId, boardId] = [await world.post(ada), await world.board(ada)]
    const refusedAt = async (field: string, input: object) =>
      (await world.mutate(field, input, ada)).userErrors.map((error: any) => `${error.code} ${error.path[1]}`)

    expect(await refusedAt('createBoard', { name: ' ' })).toEqual(['VALIDATION_FAILED name'])
    expect(await refusedAt('createBoard', { name: 'x'.repeat(81) })).toEqual(['VALIDATION_FAILED name'])
    expect(await refusedAt('createBoard', { name: 'x', description: 'x'.repeat(501) })).toEqual([
      'VALIDATION_FAILED description',
    ])
    expect(await refusedAt('createBoard', { name: 'x', idempotencyKey: '1' })).toEqual([
      'VALIDATION_FAILED idempotencyKey',
    ])
    expect(await refusedAt('savePost', { postId: boardId, boardId: postId })).toEqual([
      'VALIDATION_FAILED postId',
      'VALIDATION_FAILED boardId',
    ])
    expect(await refusedAt('savePost', { postId, boardId, note: 'x'.repeat(501) })).toEqual(['VALIDATION_FAILED note'])
    expect(await refusedAt('removePin', { id: boardId })).toEqual(['VALIDATION_FAILED id'])
  })

  test('a repeated key makes one board', async () => {
    const ada = await world.person()
    const input = { name: 'once', idempotencyKey: randomUUID() }
    const [one, two] = await Promise.all([1, 2].map(() => world.mutate('createBoard', input, ada, 'board { id }')))
    expect(one).toEqual(two)
    expect((await world.mutate('createBoard', { ...input, name: 'twice' }, ada)).userErrors[0].code).toBe(
      'IDEMPOTENCY_MISMATCH',
    )
  })
})
