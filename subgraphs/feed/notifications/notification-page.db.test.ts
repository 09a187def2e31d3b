import { encodeId } from '@varal/platform/global-ids'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { notificationPage } from './reads.ts'
import { type NotificationWorld, notificationWorld, pageText } from './test-notifications.ts'

let world: NotificationWorld
beforeEach(async () => {
  world = await notificationWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

describe('a page of notifications', () => {
  test.each([
    [0, 'BAD_REQUEST'],
    [11, 'BAD_REQUEST'],
  ])('refuses to name %i actors', async (first, code) => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    await world.like(world.newPost(), ada, ben)
    const query = `{ notifications { nodes { actors(first: ${first}) { id } } } }`
    expect((await world.app.answer(query, {}, ada)).errors?.[0]?.extensions).toMatchObject({ code })
  })

  test('goes by their last change, without repeating or skipping what does not change', async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    const posts = Array.from({ length: 5 }, world.newPost)
    for (const postId of posts) await world.like(postId, ada, ben)

    const seen: string[] = []
    let after: string | null = null
    for (let hasNextPage = true; hasNextPage; ) {
      const { edges, pageInfo } = await world.pageOf(ada, { first: 2, after })
      seen.push(...edges.map((edge: any) => edge.node.subject.id))
      await world.like(world.newPost(), ada, ben)
      after = pageInfo.endCursor
      hasNextPage = pageInfo.hasNextPage
    }
    expect(seen).toEqual(posts.map((id) => encodeId('Post', id)).reverse())
  })

  test('takes two statements for twenty with actors, and a third for the unread count', async () => {
    const ada = world.app.newActor()
    const fans = Array.from({ length: 3 }, () => world.app.newActor())
    for (let index = 0; index < 21; index++) {
      const postId = world.newPost()
      for (const fan of fans) await world.like(postId, ada, fan)
    }
    expect(await world.app.statementsOf(() => world.pageOf(ada, { first: 20 }))).toBe(3)
    const bare = `{ notifications { nodes { actors { id } subject { __typename } } } }`
    expect(await world.app.statementsOf(() => world.app.ask(bare, {}, ada))).toBe(2)
  })

  test("is nobody else's", async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    await world.like(world.newPost(), ada, ben)
    const [{ id }] = await world.listOf(ada)
    const entity = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Notification { id actorCount } } }`
    const of = [{ __typename: 'Notification', id }]
    expect((await world.app.ask(entity, { of }, ada))._entities).toEqual([{ id, actorCount: 1 }])
    expect((await world.app.ask(entity, { of }, ben))._entities).toEqual([null])
    expect((await world.app.ask(entity, { of }))._entities).toEqual([null])
    expect(await world.listOf(ben)).toEqual([])
    expect((await world.app.answer(pageText)).errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
  })
})

test('a page is read by one walk of the index, however many notifications there are', async () => {
  const ada = world.app.newActor()
  await world.app.db.transaction(async (filling) => {
    await filling.execute(sql`set local statement_timeout = 0`)
    // In parts: no statement of a client waits longer than 4.5 s.
    for (let from = 1; from < 30_000; from += 6_000)
      await filling.execute(sql`
      insert into notifications
      select gen_random_uuid(), case when n % 40 = 0 then ${ada.id}::uuid else md5((n % 500)::text)::uuid end, 'LIKE',
        'like:' || n, gen_random_uuid(), null, 1, array[gen_random_uuid()], n, now(), now()
      from generate_series(${from}::int, ${from + 5_999}::int) as n`)
    await filling.execute(sql`analyze notifications`)
  })
  const query = notificationPage(world.app.db, ada.id, { first: 20, after: 20_000, sealKey: String })
  const { rows } = await world.app.db.execute<{ 'QUERY PLAN': string }>(sql`explain ${query.getSQL()}`)
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(plan).toMatch(/Index Scan Backward using notifications_log/)
  expect(plan).not.toMatch(/Sort|Seq Scan on notifications/)
})
