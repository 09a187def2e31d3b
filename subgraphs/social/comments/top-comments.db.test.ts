import type { Actor } from '@varal/platform/viewer'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postUuid, type SocialWorld, socialWorld } from '../test-world.ts'

const MINUTE_MS = 60 * 1000

describe('comments in the order TOP', () => {
  let world: SocialWorld
  let ada: Actor
  let ben: Actor
  beforeAll(async () => {
    world = await socialWorld()
    ada = await world.person()
    ben = await world.person()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const page = async (id: string, first: number, after: string | null = null, as?: Actor) => {
    const text = `query ($id: ID!, $first: Int!, $after: String) { post(id: $id) { comments(first: $first, after: $after, order: TOP) {
      nodes { id text { text } } pageInfo { hasNextPage hasPreviousPage endCursor } } } }`
    const { data, errors } = (await world.app.answer(text, { id, first, after }, as)) as any
    if (errors) return { error: errors[0].extensions.code }
    const { nodes, pageInfo } = data.post.comments
    return { texts: nodes.map((node: any) => node.text.text), ...pageInfo }
  }
  const like = async (id: string | undefined, times: number) => {
    for (let one = 0; one < times; one++) await world.mutate('likeComment', { id }, world.app.newActor())
    await world.settle()
  }
  /** A post with comments `0`, `1`, and so on. */
  const talk = async (count: number) => {
    const postId = await world.post(ada)
    const ids: string[] = []
    for (let one = 0; one < count; one++) ids.push(await world.comment(ben, postId, `${one}`))
    return { postId, ids }
  }

  test('begin with what most people like, and of equals with the oldest', async () => {
    const { postId, ids } = await talk(5)
    await like(ids[3], 2)
    await like(ids[1], 1)
    await world.mutate('likeComment', { id: ids[4] }, ada)
    await world.mutate('unlikeComment', { id: ids[4] }, ada)
    await world.settle()
    expect((await page(postId, 10)).texts).toEqual(['3', '1', '0', '2', '4'])
  })

  test('neither repeat nor skip while people go on liking; what has gone meanwhile leaves a shorter page', async () => {
    const { postId, ids } = await talk(6)
    const first = await page(postId, 2)
    await like(ids[5], 3)
    await world.mutate('deleteComment', { id: ids[3] }, ben)
    const second = await page(postId, 2, first.endCursor)
    const third = await page(postId, 2, second.endCursor)
    expect([first, second, third].map(({ texts }) => texts)).toEqual([['0', '1'], ['2'], ['4', '5']])
    expect([first, second, third].map(({ hasNextPage }) => hasNextPage)).toEqual([true, true, false])
    expect((await page(postId, 2)).texts).toEqual(['5', '0'])
  })

  test('show nothing on a later page that the viewer may no longer see', async () => {
    const { postId } = await talk(3)
    const cleo = await world.person()
    const { endCursor } = await page(postId, 1, null, cleo)
    await world.block(ben, cleo)
    expect((await page(postId, 2, endCursor, cleo)).texts).toEqual([])
    expect((await page(postId, 2, endCursor, ada)).texts).toEqual(['1', '2'])
  })

  test('are kept for thirty minutes, and of one post only', async () => {
    const { postId } = await talk(3)
    const { postId: other } = await talk(3)
    const { endCursor } = await page(postId, 1)
    expect(await page(other, 1, endCursor)).toEqual({ error: 'CURSOR_EXPIRED' })
    world.app.clock.advance(30 * MINUTE_MS - 1)
    expect((await page(postId, 1, endCursor)).texts).toEqual(['1'])
    world.app.clock.advance(1)
    expect(await page(postId, 1, endCursor)).toEqual({ error: 'CURSOR_EXPIRED' })
  })

  test('go on behind the first two hundred, without those, to the end', async () => {
    const { postId } = await talk(1)
    await world.app.db.execute(sql`
      insert into comments (id, post_id, author_id, text, created_at, likes)
      select gen_random_uuid(), ${postUuid(postId)}::uuid, ${ben.id}::uuid, 'n' || n,
        timestamptz '2026-03-01T13:00:00Z' + n * interval '1 second', case when n > 240 then n else 0 end
      from generate_series(1, 250) as n`)
    const seen: string[] = []
    const sizes: number[] = []
    for (let after: string | null = null; ; ) {
      const { texts, endCursor, hasNextPage } = await page(postId, 60, after)
      seen.push(...texts)
      sizes.push(texts.length)
      after = endCursor
      if (!hasNextPage) break
      // Those behind the ranking become dear to people: too late for this list.
      await world.app.db.execute(sql`update comments set likes = 1000 where text = 'n230'`)
    }
    expect(sizes).toEqual([60, 60, 60, 60, 11])
    expect(new Set(seen).size).toBe(251)
    expect(seen.slice(0, 11)).toEqual([...Array.from({ length: 10 }, (_one, index) => `n${250 - index}`), '0'])
    expect(seen.slice(200)).toEqual(Array.from({ length: 51 }, (_one, index) => `n${190 + index}`))

    const { endCursor } = await page(postId, 100)
    const exactly = await page(postId, 100, endCursor)
    expect([exactly.texts.length, exactly.hasNextPage]).toEqual([100, true])
    expect((await page(postId, 100, exactly.endCursor)).texts).toHaveLength(51)
  })

  test('refuse a size out of range', async () => {
    const { postId } = await talk(1)
    for (const first of [0, 101]) expect(await page(postId, first)).toEqual({ error: 'BAD_REQUEST' })
  })
})
