import { decodeId, encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SocialWorld, socialWorld } from '../test-world.ts'

describe('the sections of a board', () => {
  let world: SocialWorld
  let ada: Actor
  let boardId: string
  beforeAll(async () => {
    world = await socialWorld()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const codes = (payload: any): string[] => payload.userErrors.map((error: any) => `${error.code} ${error.path?.[1]}`)
  const create = async (name: string, board = boardId, who = ada) =>
    (await world.mutate('createSection', { boardId: board, name }, who, 'section { id }')).section.id as string
  const sectionsOf = async (as?: Actor) =>
    (
      await world.app.ask(
        'query ($id: ID!) { board(id: $id) { sections { id name board { id } pinCount { value } } } }',
        { id: boardId },
        as,
      )
    ).board.sections as any[]
  const namesOf = async () => (await sectionsOf()).map(({ name }) => name)
  const pinsIn = async (sectionId: string | null, order = 'MANUAL') =>
    (
      await world.app.ask(
        'query ($id: ID!, $in: ID, $order: PinOrder!) { board(id: $id) { pins(sectionId: $in, order: $order) { nodes { id section { name } } } } }',
        { id: boardId, in: sectionId, order },
      )
    ).board.pins.nodes
  async function board() {
    ada = await world.person()
    boardId = await world.board(ada)
  }

  test('come in the order in which they were made, until they are reordered', async () => {
    await board()
    const [one, two, three] = [await create('one'), await create(' two '), await create('three')]
    expect(await namesOf()).toEqual(['one', 'two', 'three'])
    const reorder = (sectionIds: unknown[], who = ada) =>
      world.mutate('reorderSections', { boardId, sectionIds }, who, 'board { sections { name } }')
    expect((await reorder([three, one, two])).board.sections.map(({ name }: any) => name)).toEqual([
      'three',
      'one',
      'two',
    ])
    expect(codes(await reorder([three, one]))).toEqual(['VERSION_CONFLICT sectionIds'])
    expect(codes(await reorder([three, one, one]))).toEqual(['VERSION_CONFLICT sectionIds'])
    expect(codes(await reorder([three, one, two], await world.person()))).toEqual(['NOT_FOUND boardId'])
    await world.mutate('renameSection', { id: one, name: 'uno' }, ada)
    const four = await create('four')
    expect(await namesOf()).toEqual(['three', 'uno', 'two', 'four'])
    await Promise.all(
      Array.from({ length: 12 }, (_, at) => reorder(at % 2 ? [one, two, three, four] : [four, three, two, one])),
    )
    expect(['uno two three four', 'four three two uno']).toContain((await namesOf()).join(' '))
  })

  test('hold pins, which are counted, and stay on the board when their section is deleted', async () => {
    await board()
    const [one, two] = [await create('one'), await create('two')]
    const post = await world.post(ada)
    const saved = await world.mutate(
      'savePost',
      { postId: post, boardId, sectionId: one },
      ada,
      'pin { id section { name } }',
    )
    expect(saved.pin.section).toEqual({ name: 'one' })
    const other = await world.pin(ada, await world.post(ada), boardId)
    for (const order of ['MANUAL', 'NEWEST', 'OLDEST'])
      expect((await pinsIn(one, order)).map(({ id }: any) => id)).toEqual([saved.pin.id])
    await world.mutate('movePins', { pinIds: [other, saved.pin.id], toBoardId: boardId, toSectionId: two }, ada)
    await world.settle()
    expect((await sectionsOf()).map(({ pinCount }) => pinCount.value)).toEqual(['0', '2'])
    expect(await pinsIn(two)).toEqual([other, saved.pin.id].map((id) => ({ id, section: { name: 'two' } })))
    await world.mutate('removePin', { id: other }, ada)
    await world.settle()
    expect((await sectionsOf()).map(({ pinCount }) => pinCount.value)).toEqual(['0', '1'])

    const deleted = await world.mutate(
      'deleteSection',
      { id: two },
      ada,
      'deletedSectionId board { sections { name } }',
    )
    expect(deleted).toEqual({ deletedSectionId: two, board: { sections: [{ name: 'one' }] }, userErrors: [] })
    expect(await pinsIn(null)).toEqual([{ id: saved.pin.id, section: null }])
    expect(await pinsIn(two)).toEqual([])
    expect(codes(await world.mutate('deleteSection', { id: two }, ada))).toEqual(['NOT_FOUND id'])
  })

  test('are not there for who may not edit the board, and not on another board', async () => {
    await board()
    const section = await create('one')
    const ben = await world.person()
    const unknown = encodeId('BoardSection', mintId('BoardSection', new Date()))
    for (const id of [section, unknown]) {
      expect(codes(await world.mutate('renameSection', { id, name: 'x' }, ben))).toEqual(['NOT_FOUND id'])
      expect(codes(await world.mutate('deleteSection', { id }, ben))).toEqual(['NOT_FOUND id'])
      const save = { postId: await world.post(ada), boardId: await world.board(ben), sectionId: id }
      expect(codes(await world.mutate('savePost', save, ben))).toEqual(['NOT_FOUND sectionId'])
    }
    expect(codes(await world.mutate('createSection', { boardId, name: 'x' }, ben))).toEqual(['NOT_FOUND boardId'])
    expect(codes(await world.mutate('createSection', { boardId, name: ' ' }, ada))).toEqual(['VALIDATION_FAILED name'])
    const text = 'query ($all: [_Any!]!) { _entities(representations: $all) { ... on BoardSection { id name } } }'
    const all = [{ __typename: 'BoardSection', id: section }]
    expect((await world.app.ask(text, { all }, ben))._entities).toEqual([{ id: section, name: 'one' }])
    await world.mutate('updateBoard', { id: boardId, expectedVersion: '1', privacy: 'SECRET' }, ada)
    expect((await world.app.ask(text, { all }, ben))._entities).toEqual([null])
  })

  test('are at most 500', async () => {
    await board()
    await world.app.db.execute(sql`insert into sections (id, board_id, name, position, created_at)
      select gen_random_uuid(), ${decodeId('Board', boardId)}, 'x', n, now() from generate_series(1, 499) as n`)
    const made = await Promise.all([1, 2].map(() => world.mutate('createSection', { boardId, name: 'x' }, ada)))
    expect(made.flatMap(codes)).toEqual(['LIMIT_REACHED boardId'])
  })
})
