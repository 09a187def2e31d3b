import { decodeId, encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import type { Actor } from '@varal/platform/viewer'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SocialWorld, socialWorld } from '../test-world.ts'

let world: SocialWorld
beforeAll(async () => {
  world = await socialWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

type Order = 'MANUAL' | 'NEWEST' | 'OLDEST'
const codes = (payload: any): string[] =>
  payload.userErrors.map((error: any) => `${error.code} ${error.path?.[1] ?? ''}`)
const move = (who: Actor, input: object) =>
  world.mutate('movePins', input, who, 'pins { id position board { id } section { id } } failures { code path }')
async function pinsOn(boardId: string, as: Actor, order: Order = 'MANUAL', sectionId: string | null = null) {
  const text = `query ($id: ID!, $order: PinOrder!, $in: ID, $after: String) { board(id: $id) {
    pins(first: 40, order: $order, sectionId: $in, after: $after) { nodes { id position } pageInfo { hasNextPage endCursor } } } }`
  const all: { id: string; position: string }[] = []
  for (let after: string | null = null; ; ) {
    const variables = { id: boardId, order, in: sectionId, after }
    const { nodes, pageInfo }: any = (await world.app.ask(text, variables, as)).board.pins
    all.push(...nodes)
    if (!pageInfo.hasNextPage) return all
    after = pageInfo.endCursor
  }
}
const idsOn = async (...args: Parameters<typeof pinsOn>) => (await pinsOn(...args)).map(({ id }) => id)

/** A board with pins, the first of them saved last. */
async function filled(count: number, owner?: Actor) {
  const [ada, ben] = [await world.person(), owner ?? (await world.person())]
  const board = await world.board(ben)
  const pins: string[] = []
  const posts: string[] = []
  for (let one = 0; one < count; one++) {
    posts.unshift(await world.post(ada))
    pins.unshift(await world.pin(ben, posts[0] as string, board))
    world.app.clock.advance(1)
  }
  return { ada, ben, board, pins, posts }
}

describe('pins are arranged', () => {
  test('after another, or to the top; what is saved later stands above, and times stay as they were', async () => {
    const { ada, ben, board, pins } = await filled(5)
    const [p1, p2, p3, p4, p5] = pins as [string, string, string, string, string]
    expect(await idsOn(board, ben)).toEqual(pins)

    const moved = await move(ben, { pinIds: [p1, p5], toBoardId: board, afterPinId: p3 })
    expect(moved.pins.map(({ id }: any) => id)).toEqual([p1, p5])
    expect(await idsOn(board, ben)).toEqual([p2, p3, p1, p5, p4])
    await move(ben, { pinIds: [p4], toBoardId: board })
    const late = await world.pin(ben, await world.post(ada), board)
    expect(await idsOn(board, ben)).toEqual([late, p4, p2, p3, p1, p5])
    expect(await idsOn(board, ben, 'NEWEST')).toEqual([late, ...pins])
    expect(await idsOn(board, ben, 'OLDEST')).toEqual([late, ...pins].reverse())
  })

  test('fifty times, by ten at once: the order is strict, and nothing is lost', async () => {
    const { ben, board, pins } = await filled(10)
    const arranging = Array.from({ length: 10 }, async (_, who) => {
      for (let one = who; one < 50; one += 10) {
        const [pin, after] = [pins[(one * 3) % 10] as string, pins[(one * 7 + 4) % 10] as string]
        const input = { pinIds: [pin], toBoardId: board, ...(pin === after ? {} : { afterPinId: after }) }
        expect(codes(await move(ben, input))).toEqual([])
      }
    })
    await Promise.all(arranging)
    const arranged = await pinsOn(board, ben)
    expect(new Set(arranged.map(({ id }) => id))).toEqual(new Set(pins))
    const positions = arranged.map(({ position }) => position)
    expect(positions).toEqual([...new Set(positions)].sort().reverse())
  })

  test('into a gap that was used again and again: it is made wider, and positions stay short', async () => {
    const { ben, board, pins } = await filled(5)
    const [p1, p2, p3, p4, p5] = pins as [string, string, string, string, string]
    const narrow = 'f'.repeat(108)
    for (const [pin, end] of [
      [p2, '2'],
      [p3, '1'],
    ] as const)
      await world.app.db.execute(
        sql`update pins set moved_to = (select substr(place, 1, 12) from pins where id = ${decodeId('Pin', p3)}) || ${narrow + end}::text
          where id = ${decodeId('Pin', pin)}`,
      )
    expect(await idsOn(board, ben)).toEqual(pins)
    await move(ben, { pinIds: [p5, p4], toBoardId: board, afterPinId: p2 })
    const arranged = await pinsOn(board, ben)
    expect(arranged.map(({ id }) => id)).toEqual([p1, p2, p5, p4, p3])
    expect(arranged.slice(0, 4).every(({ position }) => position.length < 120)).toBe(true)
  })
})

describe('pins are moved', () => {
  test('to another board: told of as leaving one and coming to the other; the note, the saver and the time go along', async () => {
    const { ben, board, pins, posts } = await filled(2)
    const other = await world.board(ben, { privacy: 'SECRET' })
    await world.settle()
    const before = (await world.app.announced()).length
    await move(ben, { pinIds: [pins[0]], toBoardId: other })
    const told = (await world.app.announced()).slice(before)
    expect(told.map(({ name, data }) => [name, data.isSecret])).toEqual([
      ['social.pin.removed', false],
      ['social.pin.added', true],
    ])
    await world.settle()
    expect([await idsOn(board, ben), await idsOn(other, ben)]).toEqual([[pins[1]], [pins[0]]])
    const text = 'query ($id: ID!) { post(id: $id) { counts { saves { value } } } }'
    expect((await world.app.ask(text, { id: posts[0] })).post.counts.saves.value).toBe('0')
  })

  test('across each other, all at once, and each is on one board', async () => {
    const ben = await world.person()
    const [one, two] = [await filled(6, ben), await filled(6, ben)]
    const all = [...one.pins, ...two.pins]
    const crossing = Array.from({ length: 8 }, async (_, who) => {
      const failed = []
      for (let round = 0; round < 4; round++) {
        const [pinIds, toBoardId] = who % 2 ? [all, one.board] : [[...all].reverse(), two.board]
        failed.push(...(await move(ben, { pinIds, toBoardId })).failures)
      }
      return failed
    })
    const failures: any[] = (await Promise.all(crossing)).flat()
    // Of those that somebody else moved first, at the same moment.
    expect(failures.filter(({ code }) => code !== 'VERSION_CONFLICT')).toEqual([])
    await world.settle()
    const [onOne, onTwo] = [await idsOn(one.board, ben), await idsOn(two.board, ben)]
    expect([...onOne, ...onTwo].sort()).toEqual([...all].sort())
    const text = 'query ($id: ID!) { board(id: $id) { pinCount { value } } }'
    for (const [id, on] of [
      [one.board, onOne],
      [two.board, onTwo],
    ] as const)
      expect((await world.app.ask(text, { id }, ben)).board.pinCount.value).toBe(String(on.length))
  })

  test('as far as they can be: each that cannot says why, the others move', async () => {
    const { ada, ben, board, pins, posts } = await filled(3)
    const target = await world.board(ben)
    await world.pin(ben, posts[0] as string, target)
    const foreign = await world.pin(ada, posts[1] as string, await world.board(ada))
    const none = encodeId('Pin', mintId('Pin', new Date()))
    const payload = await move(ben, { pinIds: [pins[0], foreign, pins[1], none, pins[2]], toBoardId: target })
    expect(payload.failures).toEqual([
      { code: 'ALREADY_EXISTS', path: ['input', 'pinIds', '0'] },
      { code: 'NOT_FOUND', path: ['input', 'pinIds', '1'] },
      { code: 'NOT_FOUND', path: ['input', 'pinIds', '3'] },
    ])
    expect(payload.pins.map(({ id }: any) => id)).toEqual([pins[1], pins[2]])
    expect(await idsOn(board, ben)).toEqual([pins[0]])
  })

  test('not at all, if there is no such board, section or pin to go to', async () => {
    const { ada, ben, board, pins } = await filled(2)
    const foreign = await world.board(ada)
    const section = (await world.mutate('createSection', { boardId: foreign, name: 'x' }, ada, 'section { id }'))
      .section.id
    const refused = async (input: object) => codes(await move(ben, { pinIds: [pins[0]], toBoardId: board, ...input }))
    expect(await refused({ toBoardId: foreign })).toEqual(['NOT_FOUND toBoardId'])
    expect(await refused({ toSectionId: section })).toEqual(['NOT_FOUND toSectionId'])
    expect(await refused({ afterPinId: encodeId('Pin', mintId('Pin', new Date())) })).toEqual(['NOT_FOUND afterPinId'])
    expect(await refused({ afterPinId: pins[0] })).toEqual(['VALIDATION_FAILED afterPinId'])
    expect(await refused({ pinIds: [] })).toEqual(['VALIDATION_FAILED pinIds'])
    expect(await refused({ pinIds: [pins[1], pins[1]] })).toEqual(['VALIDATION_FAILED pinIds'])
    expect(await refused({ pinIds: Array.from({ length: 101 }, () => pins[1]) })).not.toEqual([])
    expect(await idsOn(board, ben)).toEqual(pins)
  })
})

test('many pins are taken off together; what cannot be says so', async () => {
  const { ada, ben, board, pins } = await filled(3)
  const off = 'removedPinIds failures { code path }'
  expect(await world.mutate('removePins', { ids: [pins[0]] }, ada, off)).toMatchObject({
    ...{ removedPinIds: [], failures: [{ code: 'NOT_FOUND', path: ['input', 'ids', '0'] }] },
  })
  const crossing = await Promise.all([
    world.mutate('removePins', { ids: [pins[0], pins[1]] }, ben, off),
    world.mutate('removePins', { ids: [pins[1], pins[0]] }, ben, off),
  ])
  expect(crossing.flatMap(({ removedPinIds }) => removedPinIds).sort()).toEqual([pins[0], pins[1]].sort())
  expect(await idsOn(board, ben)).toEqual([pins[2]])
})

test('a note is edited by who wrote it, once for each version', async () => {
  const { ada, ben, pins } = await filled(1)
  const edit = (who: Actor, input: object) =>
    world.mutate('updatePin', { id: pins[0], expectedVersion: '1', ...input }, who, 'pin { note version }')
  expect((await edit(ben, { note: 'the light' })).pin).toEqual({ note: 'the light', version: '2' })
  expect(codes(await edit(ben, { note: 'late' }))).toEqual(['VERSION_CONFLICT expectedVersion'])
  expect(codes(await edit(ada, { note: 'mine' }))).toEqual(['NOT_FOUND id'])
  expect(codes(await edit(ben, { note: 'x'.repeat(501) }))).toEqual(['VALIDATION_FAILED note'])
  expect((await edit(ben, { expectedVersion: '2', note: null })).pin).toEqual({ note: null, version: '3' })
})

test('where a post was saved from is told to who sees that pin', async () => {
  const { ada, ben, board, pins, posts } = await filled(2)
  const cleo = await world.person()
  const mine = await world.board(cleo)
  const save = (fromPinId: unknown, postId: unknown = posts[0]) =>
    world.mutate('savePost', { postId, boardId: mine, fromPinId }, cleo, 'pin { id savedFrom { id } }')
  expect(codes(await save(pins[1]))).toEqual(['NOT_FOUND fromPinId'])
  expect((await save(pins[0])).pin.savedFrom).toEqual({ id: pins[0] })
  await world.mutate('updateBoard', { id: board, expectedVersion: '1', privacy: 'SECRET' }, ben)
  expect((await save(pins[0])).userErrors).toEqual([{ code: 'NOT_FOUND', path: ['input', 'fromPinId'] }])
  const text = 'query ($id: ID!) { board(id: $id) { pins { nodes { savedFrom { id } } } } }'
  expect((await world.app.ask(text, { id: mine }, ada)).board.pins.nodes).toEqual([{ savedFrom: null }])
})
