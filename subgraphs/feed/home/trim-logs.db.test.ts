import type { Actor } from '@varal/platform/viewer'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type HomeWorld, homeWorld, nextOf } from './test-home.ts'

let world: HomeWorld
beforeEach(async () => {
  world = await homeWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

describe('trimming', () => {
  /** Rows of a log as if they had been delivered an hour apart, the last one now. */
  async function fill(owner: Actor, rows: number, hoursApart: number, removed = 0) {
    await world.app.db.execute(sql`
      insert into home_log (owner_id, seq, kind, item_id, post_id, author_id, at, removed_at)
      select ${owner.id}, n, 'added', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
        ${world.app.clock.now().toISOString()}::timestamptz - (${rows} - n) * ${hoursApart}::float8 * interval '1 hour',
        case when n > ${rows - removed} then now() end
      from generate_series(1, ${rows}) as n`)
    await world.app.db.execute(sql`insert into live_topics values (${`home:${owner.id}`}, ${rows})`)
    await world.app.db.execute(sql`insert into home_trims_due values (${owner.id})`)
  }
  const rangeOf = async (owner: Actor) => {
    const numbers = await world.numbersOf(owner)
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => numbers[0]! + index))
    return [numbers.at(0), numbers.at(-1)]
  }

  test('keeps the newest thousand items and never cuts into the last day', async () => {
    const [slow, busy, small] = [world.app.newActor(), world.app.newActor(), world.app.newActor()]
    await fill(slow, 1_300, 1)
    await fill(busy, 1_300, 0.02)
    await fill(small, 900, 1)

    await world.app.doChores()

    expect(await rangeOf(slow)).toEqual([301, 1_300])
    // 0.02 hours apart: the last day is 1,201 rows.
    expect(await rangeOf(busy)).toEqual([100, 1_300])
    expect(await rangeOf(small)).toEqual([1, 900])
    expect((await world.app.db.execute(sql`select from home_trims_due`)).rowCount).toBe(0)
  })

  test('bounds the rows of somebody who adds and removes all the time', async () => {
    const ada = world.app.newActor()
    await fill(ada, 4_000, 1, 3_500)
    await world.app.doChores()
    expect(await rangeOf(ada)).toEqual([1_001, 4_000])
  })

  test('is asked for when a log has grown by 250 rows', async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    await world.follow(ben, ada)
    await fill(ben, 1_248, 1)
    await world.app.db.execute(sql`delete from home_trims_due`)
    await world.publish(ada)
    await world.app.doChores()
    expect(await rangeOf(ben)).toEqual([1, 1_249])
    await world.publish(ada)
    await world.app.doChores()
    expect(await rangeOf(ben)).toEqual([251, 1_250])
  })

  test('leaves a log that is being written for another turn', async () => {
    const ada = world.app.newActor()
    await fill(ada, 1_300, 1)
    await world.app.db.transaction(async (other) => {
      await other.execute(sql`select from live_topics where topic = ${`home:${ada.id}`} for update`)
      await world.app.doChores()
    })
    expect(await rangeOf(ada)).toEqual([1, 1_300])
    await world.app.doChores()
    expect(await rangeOf(ada)).toEqual([301, 1_300])
  })

  test('neither waits for nor blocks what is delivered and taken away at the same time', async () => {
    const [ada, ben, cleo] = [world.app.newActor(), world.app.newActor(), world.app.newActor()]
    for (const owner of [ben, cleo]) {
      await fill(owner, 1_300, 1)
      await world.follow(owner, ada)
    }
    const early = await world.publish(ada)

    const trimming = (async () => {
      for (let turn = 0; turn < 10; turn++) {
        await world.app.db.execute(
          sql`insert into home_trims_due values (${ben.id}), (${cleo.id}) on conflict do nothing`,
        )
        await world.app.doChores()
      }
    })()
    for (let turn = 0; turn < 5; turn++) await world.publish(ada)
    await world.app.hear('social.post.deleted', { postId: early, authorId: ada.id })
    await world.block(ben, ada)
    await trimming
    await world.app.doChores()

    expect(await rangeOf(ben)).toEqual([expect.any(Number), 1_312])
    expect(await rangeOf(cleo)).toEqual([expect.any(Number), 1_307])
  })

  test('tells a stream from before the cut that it is too old, and goes on behind it', async () => {
    const ada = world.app.newActor()
    const cursorAt = async (seq: number) => {
      await world.app.db.execute(sql`update live_topics set last_seq = ${seq} where topic = ${`home:${ada.id}`}`)
      return (await world.homeOf(ada)).streamCursor
    }
    await fill(ada, 1_300, 1)
    const [before, at] = [await cursorAt(299), await cursorAt(300)]
    await cursorAt(1_300)
    await world.app.doChores()

    expect(await nextOf(await world.watching(ada, before))).toMatchObject({ reason: 'CURSOR_TOO_OLD' })
    expect(await nextOf(await world.watching(ada, at))).toMatchObject({ __typename: 'FeedItemAdded' })
    expect((await world.homeOf(ada, { first: 100 })).pageInfo.hasNextPage).toBe(true)
  })
})
