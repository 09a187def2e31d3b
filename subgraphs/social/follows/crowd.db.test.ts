import { connectDatabase, rowsOf } from '@varal/platform/db'
import { memoryLive } from '@varal/platform/live/memory-live'
import type { Actor } from '@varal/platform/viewer'
import { workOn } from '@varal/platform/work'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { databaseUrl } from '../../../testing/databases.ts'
import { globalIdOf } from '../../../testing/lone-subgraph.ts'
import { type SocialWorld, socialWorld } from '../test-world.ts'
import { follow } from './follow.ts'
import { unfollow } from './unfollow.ts'

let world: SocialWorld
beforeAll(async () => {
  world = await socialWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

test('two hundred people who follow at once, and every fourth of them no more, are counted exactly', async () => {
  const ada = await world.person()
  const [{ name }] = (await rowsOf<{ name: string }>(world.app.db, sql`select current_database() as name`)) as [
    { name: string },
  ]
  await using database = connectDatabase({ url: databaseUrl(inject('postgresUrl'), name), poolMax: 20 })
  const work = workOn({ db: database.db, clock: world.app.clock, live: memoryLive() })
  const crowd = Array.from({ length: 200 }, () => world.app.newActor())

  const all = async (use: (who: Actor) => Promise<unknown>, whose: readonly Actor[]) => {
    const queue = [...whose]
    const lane = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) await use(next)
    }
    await Promise.all(Array.from({ length: 20 }, lane))
  }
  const twice = crowd.flatMap((who) => [who, who])
  await all((who) => work((unit) => follow(unit, who, { userId: ada.id })), twice)
  await all(
    (who) => work((unit) => unfollow(unit, who, { userId: ada.id })),
    twice.filter((_who, index) => index % 8 < 2),
  )
  await world.settle()

  const text = `query ($u: [_Any!]!) { _entities(representations: $u) { ... on User { followerCount { value version } } } }`
  const u = [{ __typename: 'User', id: globalIdOf(ada) }]
  expect((await world.app.ask(text, { u }))._entities[0].followerCount).toEqual({ value: '150', version: '250' })
})

const update = (who: Actor, input: object) => world.mutate('updateAudience', input, who, 'user { id }')
const waitingFor = async (who: Actor) => {
  const { nodes } = (await world.app.ask('{ followRequests(first: 100) { nodes { id } } }', {}, who)).followRequests
  return nodes.map(({ id }: { id: string }) => id)
}

test('a crowd is let in a thousand at a time, those first who have waited longest', async () => {
  const ada = await world.person()
  await update(ada, { isPrivate: true })
  await world.app.db.execute(sql`
    insert into follow_requests (follower_id, followee_id, at)
    select gen_random_uuid(), ${ada.id}::uuid, ${world.app.clock.now().toISOString()}::timestamptz + n * interval '1 ms'
    from generate_series(1, 1200) as n`)
  const last = (await waitingFor(ada))[0]
  await update(ada, { isPrivate: false })
  await world.app.doChores()
  expect(await waitingFor(ada)).toHaveLength(100)
  expect((await waitingFor(ada))[0]).toBe(last)
  await world.app.doChores()
  expect(await waitingFor(ada)).toEqual([])
  const told = (await world.app.announced()).filter(
    ({ name, data }) => name === 'social.user.followed' && data.followeeId === ada.id,
  )
  expect(new Set(told.map(({ data }) => data.followerId)).size).toBe(1_200)
})
