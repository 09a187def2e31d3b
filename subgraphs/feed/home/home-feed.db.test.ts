import { mintId } from '@varal/platform/mint-id'
import { globalIdOf } from '@varal/testing/lone-subgraph'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { homePage } from './reads.ts'
import { type HomeWorld, homePageText, homeWorld, post } from './test-home.ts'

let world: HomeWorld
beforeEach(async () => {
  world = await homeWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

describe('the home feed', () => {
  test('holds what followed authors published since, newest first, with author and reason', async () => {
    const [ada, ben, cleo] = [world.app.newActor(), world.app.newActor(), world.app.newActor()]
    await world.follow(ben, ada)
    const first = await world.publish(ada)
    const second = await world.publish(ada, 'FOLLOWERS')
    await world.publish(cleo)

    const { nodes } = await world.homeOf(ben)

    expect(nodes.map((node: any) => node.post)).toEqual([
      { id: post(second), author: { id: globalIdOf(ada) } },
      { id: post(first), author: { id: globalIdOf(ada) } },
    ])
    expect(nodes[0]).toMatchObject({
      id: expect.stringMatching(/^item_/),
      reason: { user: { id: globalIdOf(ada) } },
      deliveredAt: '2026-03-01T12:00:00.000Z',
    })
    expect(await world.postsOf(ada)).toEqual([])
  })

  test.each([
    ['PUBLIC', 1],
    ['UNLISTED', 1],
    ['FOLLOWERS', 1],
    ['ONLY_ME', 0],
  ] as const)('delivers a %s post to %i follower', async (visibility, delivered) => {
    const [ada, ben, late] = [world.app.newActor(), world.app.newActor(), world.app.newActor()]
    await world.follow(ben, ada)
    await world.publish(ada, visibility)
    await world.follow(late, ada)

    expect(await world.postsOf(ben)).toHaveLength(delivered)
    expect(await world.postsOf(late)).toHaveLength(delivered)
  })

  test('is empty for somebody who follows nobody, and refuses the anonymous', async () => {
    expect(await world.homeOf(world.app.newActor())).toMatchObject({
      nodes: [],
      pageInfo: { hasNextPage: false, endCursor: null },
    })
    const { errors } = await world.app.answer(homePageText)
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  test('pages neither repeat nor skip while posts arrive', async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    await world.follow(ben, ada)
    const posts = []
    for (let index = 0; index < 5; index++) posts.push(post(await world.publish(ada)))

    const seen: string[] = []
    let after: string | null = null
    for (let hasNextPage = true; hasNextPage; ) {
      const { nodes, pageInfo } = await world.homeOf(ben, { first: 2, after })
      seen.push(...nodes.map((node: any) => node.post.id))
      await world.publish(ada)
      after = pageInfo.endCursor
      hasNextPage = pageInfo.hasNextPage
    }

    expect(seen).toEqual(posts.reverse())
  })

  test.each([
    [{ first: 0 }, 'BAD_REQUEST'],
    [{ first: 101 }, 'BAD_REQUEST'],
    [{ after: 'nonsense' }, 'CURSOR_EXPIRED'],
  ])('refuses %j with %s', async (variables, code) => {
    const { errors } = await world.app.answer(homePageText, variables, world.app.newActor())
    expect(errors?.[0]?.extensions).toMatchObject({ code })
  })

  test("does not open with somebody else's cursor", async () => {
    const [ada, ben, cleo] = [world.app.newActor(), world.app.newActor(), world.app.newActor()]
    await world.follow(ben, ada)
    await world.publish(ada)
    const { pageInfo } = await world.homeOf(ben)
    const { errors } = await world.app.answer(homePageText, { after: pageInfo.endCursor }, cleo)
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'CURSOR_EXPIRED' })
  })

  test('takes two statements for a page of twenty', async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    await world.follow(ben, ada)
    for (let index = 0; index < 21; index++) await world.publish(ada)

    expect(await world.app.statementsOf(() => world.homeOf(ben, { first: 20 }))).toBe(2)
  })

  test('delivers once, without gaps in its numbers, however often it is told', async () => {
    const [ada, ben, cleo] = [world.app.newActor(), world.app.newActor(), world.app.newActor()]
    await world.follow(ben, ada)
    const postId = await world.publish(ada)
    await world.follow(cleo, ada)
    const again = { postId, authorId: ada.id, visibility: 'PUBLIC' as const, text: null, assetIds: [] }
    await world.app.hear('social.post.published', again)
    await world.app.hear('social.post.published', again)
    const next = await world.publish(ada)

    for (const follower of [ben, cleo]) {
      expect(await world.postsOf(follower)).toEqual([post(next), post(postId)])
      expect(await world.numbersOf(follower)).toEqual([1, 2])
    }
  })

  test('reaches 2,500 followers with three statements for each thousand', async () => {
    const ada = world.app.newActor()
    await world.app.db.execute(sql`
      insert into follows select ${ada.id}, gen_random_uuid(), now() from generate_series(1, 2500)`)

    const data = { postId: mintId('Post', world.app.clock.now()), authorId: ada.id, text: null, assetIds: [] }
    const published = { name: 'social.post.published', data: { ...data, visibility: 'PUBLIC' } } as const
    const statements = await world.app.statementsOf(() => world.app.hearTogether([published]))

    const { rows } = await world.app.db.execute<{ owners: string; numbers: string }>(
      sql`select count(distinct owner_id) as owners, sum(seq) as numbers from home_log`,
    )
    expect(rows).toEqual([{ owners: '2500', numbers: '2500' }])
    // Begin, commit, and one that remembers the post; then three chunks.
    expect(statements).toBe(3 + 3 * 3)
  })
})

test('a page is read by one walk of the index, however long the log and the table', async () => {
  const ada = world.app.newActor()
  await world.app.db.transaction(async (filling) => {
    await filling.execute(sql`set local statement_timeout = 0`)
    // In parts: no statement of a client waits longer than 4.5 s.
    for (let from = 1; from < 40_000; from += 8_000)
      await filling.execute(sql`
      insert into home_log (owner_id, seq, kind, item_id, post_id, author_id, at)
      select case when n % 40 = 0 then ${ada.id}::uuid else md5((n % 500)::text)::uuid end, n, 'added',
        gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now()
      from generate_series(${from}::int, ${from + 7_999}::int) as n`)
    await filling.execute(sql`analyze home_log`)
  })
  const query = homePage(world.app.db, ada.id, { first: 20, after: 30_000, sealKey: String })
  const { rows } = await world.app.db.execute<{ 'QUERY PLAN': string }>(sql`explain ${query.getSQL()}`)
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(plan).toMatch(/Index Scan Backward using home_log_owner_id_seq_pk/)
  expect(plan).not.toMatch(/Sort|Seq Scan/)
})
