import { randomUUID } from 'node:crypto'
import { encodeId } from '@varal/platform/global-ids'
import { mintId } from '@varal/platform/mint-id'
import { type Actor, anonymous, type Viewer } from '@varal/platform/viewer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { firstPage, planOf, type SocialWorld, socialWorld } from '../test-world.ts'
import { postsOfLists } from './reads.ts'

describe('lists of people', () => {
  let world: SocialWorld
  beforeAll(async () => {
    world = await socialWorld()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const fields = 'list { id name memberCount version }'
  const create = async (owner: Actor, ...members: Actor[]): Promise<string> => {
    const { list } = await world.mutate('createList', { name: 'painters' }, owner, fields)
    if (members.length > 0) await change('addToList', owner, list.id, members)
    return list.id
  }
  const change = (field: string, owner: Actor, listId: string, members: Actor[]) =>
    world.mutate(field, { listId, userIds: members.map(globalIdOf) }, owner, fields)
  const read = async (id: string, as: Viewer, selection: string, variables = {}) =>
    (
      await world.app.ask(
        `query ($id: ID!, $after: String) { list(id: $id) { ${selection} } }`,
        { id, ...variables },
        as,
      )
    ).list
  const membersOf = async (id: string, as: Actor) => (await read(id, as, 'members { nodes { id } }')).members.nodes
  const postsOf = async (id: string, as: Actor) => {
    const { posts } = await read(id, as, 'posts(first: 100) { nodes { id } }')
    return posts.nodes.map((post: { id: string }) => post.id)
  }
  const codes = ({ userErrors }: { userErrors: { code: string }[] }) => userErrors.map(({ code }) => code)

  test('are made, renamed and deleted by their owner, who alone knows of them', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const id = await create(ada, ben)
    expect(await read(id, ada, 'name memberCount version')).toEqual({ name: 'painters', memberCount: 1, version: '1' })
    const renamed = await world.mutate('updateList', { id, expectedVersion: '1', name: 'poets' }, ada, fields)
    expect(renamed.list).toMatchObject({ name: 'poets', version: '2' })
    expect(codes(await world.mutate('updateList', { id, expectedVersion: '1', name: 'x' }, ada))).toEqual([
      'VERSION_CONFLICT',
    ])
    expect((await world.app.ask('{ lists { nodes { id } } }', {}, ada)).lists.nodes).toEqual([{ id }])
    expect((await world.app.ask('{ lists { nodes { id } } }', {}, ben)).lists.nodes).toEqual([])
    expect((await world.mutate('deleteList', { id }, ada, 'deletedListId')).deletedListId).toBe(id)
    expect(await read(id, ada, 'id')).toBeNull()
    expect(codes(await world.mutate('deleteList', { id }, ada))).toEqual(['NOT_FOUND'])
  })

  test("somebody else's list answers as one that does not exist, to the letter", async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const answersOf = async (id: string) => {
      const text = 'query ($all: [_Any!]!) { _entities(representations: $all) { ... on List { name } } }'
      return JSON.stringify([
        await read(id, ben, 'name'),
        await world.app.ask(text, { all: [{ __typename: 'List', id }] }, anonymous),
        await world.mutate('updateList', { id, expectedVersion: '1', name: 'x' }, ben, fields),
        await world.mutate('deleteList', { id }, ben, 'deletedListId'),
        await change('addToList', ben, id, [ada]),
        await change('removeFromList', ben, id, [ada]),
      ])
    }
    expect(await answersOf(await create(ada, ben))).toBe(await answersOf(encodeId('List', mintId('List', new Date()))))
  })

  test('hold each person once, the last one first, and are changed together or not at all', async () => {
    const [ada, ben, cleo] = [await world.person(), await world.person(), await world.person()]
    const id = await create(ada, ben)
    world.app.clock.advance(1)
    expect((await change('addToList', ada, id, [ben, cleo, cleo])).list.memberCount).toBe(2)
    expect(await membersOf(id, ada)).toEqual([cleo, ben].map((one) => ({ id: globalIdOf(one) })))
    const refused = await change('addToList', ada, id, [await world.person(), world.app.newActor()])
    expect(refused.userErrors).toEqual([{ code: 'NOT_FOUND', path: ['input', 'userIds', '1'] }])
    expect((await change('removeFromList', ada, id, [cleo, world.app.newActor()])).list.memberCount).toBe(1)
  })

  test('count exactly, however many change them at once', async () => {
    const ada = await world.person()
    const people: Actor[] = []
    for (let one = 0; one < 12; one++) people.push(await world.person())
    const id = await create(ada)
    await Promise.all([...people, ...people].map((one) => change('addToList', ada, id, [one])))
    await Promise.all(
      people
        .slice(0, 5)
        .flatMap((one) => [one, one])
        .map((one) => change('removeFromList', ada, id, [one])),
    )
    expect((await read(id, ada, 'memberCount')).memberCount).toBe(7)
    expect(await membersOf(id, ada)).toHaveLength(7)
  })

  test('lose a member by a block in either direction, and do not get them back', async () => {
    const [ada, ben, cleo] = [await world.person(), await world.person(), await world.person()]
    const [ofAda, ofBen] = [await create(ada, ben, cleo), await create(ben, ada)]
    await world.block(ada, ben)
    for (const [id, owner, left] of [
      [ofAda, ada, 1],
      [ofBen, ben, 0],
    ] as const) {
      expect((await read(id, owner, 'memberCount')).memberCount).toBe(left)
      expect(await membersOf(id, owner)).toHaveLength(left)
    }
    const onNobody = await change('addToList', ben, ofBen, [world.app.newActor()])
    expect(await change('addToList', ben, ofBen, [ada])).toEqual(onNobody)
  })

  test('show what their members publish, newest first: what the viewer may see, and nothing of the muted', async () => {
    const [ada, ben, cleo, dan] = [
      await world.person(),
      await world.person(),
      await world.person(),
      await world.person(),
    ]
    const id = await create(ada, ben, cleo, dan)
    const expected: string[] = []
    for (const author of [ben, cleo, ben]) {
      world.app.clock.advance(1)
      expected.unshift(await world.post(author))
    }
    await world.post(ben, { visibility: 'FOLLOWERS' })
    await world.post(ben, { visibility: 'ONLY_ME' })
    await world.post(dan)
    await world.mutate('mute', { userId: globalIdOf(dan), level: 'HIDE_FROM_FEEDS' }, ada)
    expect(await postsOf(id, ada)).toEqual(expected)

    const pages = 'posts(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } }'
    const { posts } = await read(id, ada, pages)
    expect(posts.pageInfo.hasNextPage).toBe(true)
    const next = (await read(id, ada, pages, { after: posts.pageInfo.endCursor })).posts
    expect([...posts.nodes, ...next.nodes].map((post) => post.id)).toEqual(expected)
    await world.mutate('updateAudience', { isPrivate: true }, ben)
    expect(await postsOf(id, ada)).toEqual([expected[1]])
  })

  test('a page of posts costs two statements, and reads the beginnings of index stretches', async () => {
    const [ada, ben] = [await world.person(), await world.person()]
    const id = await create(ada, ben)
    await world.post(ben)
    expect(await world.app.statementsOf(() => postsOf(id, ada))).toBe(2)
    const plan = await planOf(
      world.app.db,
      postsOfLists(world.app.db, ada)([mintId('List', new Date())], firstPage(20)),
    )
    expect(plan).toMatch(/posts_of_author/)
  })

  test('are refused when they are too many, too long or nothing at all', async () => {
    const ada = await world.person()
    const refusal = async (field: string, input: object) => (await world.mutate(field, input, ada)).userErrors[0]
    for (const name of ['', '  ', 'x'.repeat(81)])
      expect(await refusal('createList', { name })).toEqual({ code: 'VALIDATION_FAILED', path: ['input', 'name'] })
    const id = await create(ada)
    for (const userIds of [[], Array.from({ length: 101 }, () => globalIdOf(ada))])
      expect(await refusal('addToList', { listId: id, userIds })).toMatchObject({ code: 'VALIDATION_FAILED' })
    const idempotencyKey = randomUUID()
    expect(await refusal('createList', { name: 'once', idempotencyKey })).toBeUndefined()
    expect(await refusal('createList', { name: 'other', idempotencyKey })).toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    })
    for (let held = 2; held < 100; held++) await create(ada)
    expect(await refusal('createList', { name: 'too many' })).toEqual({ code: 'LIMIT_REACHED', path: null })
  })
})
