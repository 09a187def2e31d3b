import { type Actor, anonymous } from '@varal/platform/viewer'
import type { BoardId } from '@varal/schema/ids'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { collaboratorsOf, invitationsOf } from '../collaborators/reads.ts'
import { pinOrders, pinsOf } from '../pins/reads.ts'
import { sectionsOfBoards } from '../sections/reads.ts'
import { firstPage, planOf, type SocialWorld, socialWorld } from '../test-world.ts'
import { boardsOfOwners } from './reads.ts'

describe('what boards cost', () => {
  let world: SocialWorld
  let ben: Actor
  let board: string
  beforeAll(async () => {
    world = await socialWorld()
    ben = await world.person()
    board = await world.board(ben)
    for (let one = 0; one < 8; one++) await world.pin(ben, await world.post(ben), board)
    await world.settle()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  test('a board with its counts, sections, people and arranged pins, with their posts and sections, is eight statements', async () => {
    const text = `query ($id: ID!) { board(id: $id) { name pinCount { value } followerCount { value } viewerFollows viewerRole
      viewerCanPin sections { name } collaborators { nodes { role } }
      pins(order: MANUAL) { nodes { id position section { name } savedFrom { id } post { ... on Post { id } } } streamCursor } } }`
    let found: any
    const statements = await world.app.statementsOf(async () => {
      found = (await world.app.ask(text, { id: board }, ben)).board
    })
    expect(found.pins.nodes).toHaveLength(8)
    expect(statements).toBe(8)
  })

  test('a save is five statements and the key, the outbox and its facts', async () => {
    const post = await world.post(ben)
    const other = await world.board(ben)
    const cost = (input: object) =>
      world.app.statementsOf(() => world.mutate('savePost', { postId: post, ...input }, ben))
    const [first, again] = [await cost({ boardId: other }), await cost({ boardId: other })]
    expect([first, again]).toEqual([9, 8])
  })

  test('moving a hundred pins takes as many statements as moving one', async () => {
    const pins = (await world.app.ask('query ($id: ID!) { board(id: $id) { pins { nodes { id } } } }', { id: board }))
      .board.pins.nodes as { id: string }[]
    const cost = (some: readonly { id: string }[]) =>
      world.app.statementsOf(() =>
        world.mutate('movePins', { pinIds: some.map(({ id }) => id), toBoardId: board }, ben),
      )
    expect(await cost(pins)).toBe(await cost(pins.slice(0, 1)))
  })
})

describe('lists of boards and pins among thousands read their own stretch of an index', () => {
  let world: SocialWorld
  let ada: Actor
  const one = '00000000-0000-7000-8000-000000000001'
  beforeAll(async () => {
    world = await socialWorld()
    ada = await world.person()
    // 40 of each kind among 8,000 rows of each table; number 1 is asked for.
    const nth = sql.raw(`('00000000-0000-7000-8000-' || lpad(to_hex(n % 40), 12, '0'))::uuid`)
    const own = sql.raw(`('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid`)
    const at = sql.raw(`timestamptz '2026-01-01' + n * interval '1 minute'`)
    const from = sql.raw('from generate_series(1, 8000) as n')
    for (const statement of [
      sql`insert into boards (id, owner_id, name, privacy, created_at, updated_at)
          select ${own}, ${nth}, 'x', (array['PUBLIC', 'SECRET', 'COLLABORATORS'])[1 + n / 40 % 3], ${at}, ${at} ${from}`,
      sql`insert into pins (id, board_id, post_id, saved_by, saved_at, section_id)
          select ${own}, ${nth}, ${own}, ${nth}, ${at}, ${nth} ${from}`,
      sql`insert into collaborators (board_id, user_id, role, invited_at, accepted_at)
          select ${nth}, ${own}, 'VIEWER', ${at}, case when n % 2 = 0 then ${at} end ${from}`,
      sql`insert into collaborators (board_id, user_id, role, invited_at, accepted_at)
          select ${own}, ${nth}, 'VIEWER', ${at}, case when n % 2 = 0 then ${at} end ${from}`,
      sql`insert into sections (id, board_id, name, position, created_at) select ${own}, ${nth}, 'x', n, ${at} ${from}`,
      sql`insert into blocks (blocker_id, blocked_id, since) select ${own}, ${nth}, ${at} ${from}`,
      sql`insert into follows (follower_id, followee_id, since) select ${own}, ${nth}, ${at} ${from}`,
      sql`insert into audiences (person_id, is_private) select ${own}, false ${from}`,
      sql`analyze`,
    ]) {
      await world.app.db.execute(statement)
    }
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const indexes = {
    boardId: { NEWEST: 'pins_of_board', OLDEST: 'pins_of_board', MANUAL: 'pins_of_board_by_place' },
    sectionId: { NEWEST: 'pins_of_section', OLDEST: 'pins_of_section', MANUAL: 'pins_of_section_by_place' },
  }
  const pinLists = (['boardId', 'sectionId'] as const).flatMap((of) =>
    pinOrders.map(
      (order) => [`pins by ${of}, ${order}`, indexes[of][order], pinsOf(of, order)] as [string, string, unknown],
    ),
  )
  const lists: [what: string, index: string, read: any][] = [
    ['boards of a person', 'boards_of_owner', boardsOfOwners],
    [
      'boards by save',
      'boards_of_owner_by_save',
      (db: any, viewer: any) => boardsOfOwners(db, viewer, 'RECENTLY_SAVED'),
    ],
    ['collaborators', 'collaborators_of_board', (db: any, viewer: any) => collaboratorsOf(db, viewer, 'all')],
    ['invitations', 'collaborations_of_person', invitationsOf],
    ...pinLists,
  ]
  test.each(lists)('%s', async (_what, index, read) => {
    for (const viewer of [anonymous, ada]) {
      const key = index.endsWith('_by_place') ? '00000000000070009000' : '2026-01-10T00:00:00.000Z'
      for (const page of [firstPage(20), { ...firstPage(20), after: [key, one] as const }]) {
        const plan = await planOf(world.app.db, read(world.app.db, viewer)([one], page))
        expect(plan).toMatch(new RegExp(`${index}\\b`))
        expect(plan).not.toContain('Seq Scan')
      }
    }
  })

  test('the sections of a board', async () => {
    const plan = await planOf(world.app.db, sectionsOfBoards(world.app.db)([one as BoardId]))
    expect(plan).toContain('sections_of_board')
    expect(plan).not.toContain('Seq Scan')
  })
})
