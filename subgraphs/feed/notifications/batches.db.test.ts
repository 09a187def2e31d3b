import type { Actor } from '@varal/platform/viewer'
import type { PostId } from '@varal/schema/ids'
import type { Fact } from '@varal/testing/lone-subgraph'
import { randomNumbers } from '@varal/testing/random-numbers'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { actsToTell } from './notify.ts'
import {
  commented,
  followed,
  ids,
  liked,
  type NotificationWorld,
  nextOf,
  notificationWorld,
  unliked,
} from './test-notifications.ts'
import { tracesOfActs } from './withdraw-acts.ts'

let world: NotificationWorld
beforeEach(async () => {
  world = await notificationWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

const people = (count: number) => Array.from({ length: count }, () => world.app.newActor())

describe('facts that arrive together', () => {
  test('have the effect that they have one by one', async () => {
    await using oneByOne = await notificationWorld()
    const random = randomNumbers('facts')
    const everybody = people(6)
    const posts = everybody.map((author) => ({ author, postId: world.newPost() }))
    for (let round = 0; round < 6; round++) {
      const facts = Array.from({ length: 60 }, () => anyFact(random, everybody, posts, world.app.clock.now()))
      await world.app.hearTogether(facts)
      for (const fact of facts) await oneByOne.app.hearTogether([fact])
      const reader = everybody[round] as Actor
      for (const each of [world, oneByOne]) {
        if ((await each.listOf(reader)).length > 0) await each.readAll(reader)
        each.app.clock.advance(1_000)
      }
    }

    let told = 0
    for (const actor of everybody) {
      const { edges, unread } = await world.pageOf(actor, { first: 100 })
      const same = await oneByOne.pageOf(actor, { first: 100 })
      const shown = (page: any) => page.edges.map(({ node: { id: _, ...rest } }: any) => rest)
      expect(shown({ edges })).toEqual(shown(same))
      expect(unread.notifications).toBe(same.unread.notifications)
      told += edges.length
    }
    expect(told).toBeGreaterThan(30)
  })

  test('take six statements for a hundred likes of fifty posts, and six to take them all back', async () => {
    const fans = people(2)
    const posts = people(50).map((author) => ({ author, postId: world.newPost() }))
    const facts = (fact: typeof liked) =>
      posts.flatMap(({ author, postId }) => fans.map((fan) => fact(postId, author, fan)))
    const around = await world.app.statementsOf(() => world.app.hearTogether([]))

    expect((await world.app.statementsOf(() => world.app.hearTogether(facts(liked)))) - around).toBe(6)
    const [one] = await world.listOf((posts[7] as (typeof posts)[0]).author)
    expect(one).toMatchObject({ actorCount: 2, actors: ids(...fans.toReversed()) })
    expect((await world.app.statementsOf(() => world.app.hearTogether(facts(unliked)))) - around).toBe(6)
    expect((await world.app.db.execute(sql`select from notifications`)).rowCount).toBe(0)
    expect((await world.app.db.execute(sql`select from notification_actors`)).rowCount).toBe(0)
  })

  test('count who acts twice once', async () => {
    const [ada, ben, cleo] = people(3) as [Actor, Actor, Actor]
    const postId = world.newPost()
    await world.app.hearTogether([ben, cleo, ben].map((fan) => liked(postId, ada, fan)))
    expect(await world.listOf(ada)).toMatchObject([{ actorCount: 2, actors: ids(cleo, ben) }])
    await world.app.hearTogether([unliked(postId, ada, ben), unliked(postId, ada, ben)])
    expect(await world.listOf(ada)).toMatchObject([{ actorCount: 1, actors: ids(cleo) }])
  })

  test('show a watcher each notification once, as it is then, in numbers without gaps', async () => {
    const [ada, ben, cleo, dan] = people(4) as [Actor, Actor, Actor, Actor]
    const [first, second] = [world.newPost(), world.newPost()]
    const watched = await world.watching(ada)

    await world.app.hearTogether([
      liked(first, ada, ben),
      liked(second, ada, ben),
      liked(first, ada, cleo),
      liked(second, ada, cleo),
      liked(first, ada, dan),
    ])
    const seen = [await nextOf(watched), await nextOf(watched)]
    await world.like(second, ada, dan)
    seen.push(await nextOf(watched))
    expect(seen.map(({ notification }) => notification.actorCount)).toEqual([2, 3, 3])
    expect(seen[0].notification.id).toBe(seen[2].notification.id)
    const { rows } = await world.app.db.execute(sql`select last_seq from live_topics`)
    expect(rows).toEqual([{ last_seq: '3' }])
    expect((await world.listOf(ada)).map((one: any) => one.actors)).toEqual([ids(dan, cleo, ben), ids(dan, cleo, ben)])
  })

  test('keep the order of those who came together when one of them leaves', async () => {
    const ada = world.app.newActor()
    const fans = people(12)
    const postId = world.newPost()
    await world.app.hearTogether(fans.map((fan) => liked(postId, ada, fan)))
    await world.unlike(postId, ada, fans[11] as Actor)
    expect(await world.listOf(ada)).toMatchObject([{ actorCount: 11, actors: ids(...fans.slice(1, 11).reverse()) }])
  })

  test('agree with a recipient who reads at the same time', async () => {
    const [ada, ben] = people(2) as [Actor, Actor]
    const posts = Array.from({ length: 3 }, () => world.newPost())
    await world.app.hearTogether(posts.map((postId) => liked(postId, ada, ben)))
    await Promise.all([
      ...Array.from({ length: 5 }, () => world.readAll(ada)),
      (async () => {
        for (let turn = 0; turn < 10; turn++) {
          const fans = people(5)
          await world.app.hearTogether(fans.map((fan, index) => liked(posts[index % 3] as PostId, ada, fan)))
        }
      })(),
    ])

    const list = await world.listOf(ada)
    expect(await world.unreadOf(ada)).toBe(list.filter((one: any) => !one.read).length)
    expect(list.reduce((sum: number, one: any) => sum + one.actorCount, 0)).toBe(53)
  })
})

test('what was told before is found by indexes, however many notifications there are', async () => {
  const [ada, ben] = people(2) as [Actor, Actor]
  await world.app.db.transaction(async (filling) => {
    await filling.execute(sql`set local statement_timeout = 0`)
    // In parts: no statement of a client waits longer than 4.5 s.
    for (let from = 1; from < 30_000; from += 6_000)
      await filling.execute(sql`
      with held as (
        insert into notifications
        select gen_random_uuid(), md5((n % 500)::text)::uuid, 'LIKE', 'like:' || n, gen_random_uuid(), null, 1,
          array[gen_random_uuid()], n, now(), now()
        from generate_series(${from}::int, ${from + 5_999}::int) as n returning *
      ) insert into notification_actors select id, md5((seq % 300)::text)::uuid, recipient_id, seq, 0 from held`)
    await filling.execute(sql`analyze notifications`)
    await filling.execute(sql`analyze notification_actors`)
  })
  const act = { recipientId: ada.id, actorId: ben.id, groupKey: 'like:7', type: 'LIKE' as const, postAuthorId: ada.id }
  const acts = Array.from({ length: 100 }, () => act)
  for (const statement of [actsToTell(acts), tracesOfActs(acts)]) {
    const { rows } = await world.app.db.execute<{ 'QUERY PLAN': string }>(sql`explain ${statement}`)
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).not.toMatch(/Seq Scan on notification/)
  }
})

function anyFact(
  random: () => number,
  everybody: readonly Actor[],
  posts: readonly { author: Actor; postId: PostId }[],
  at: Date,
): Fact {
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item
  const { author, postId } = pick(posts)
  const [one, other] = [pick(everybody), pick(everybody)]
  const dice = random()
  if (dice < 0.5) return liked(postId, author, one)
  if (dice < 0.7) return unliked(postId, author, one)
  if (dice < 0.8) return commented(postId, author, one, at)
  if (dice < 0.9) return followed(one, other)
  const pair = { followerId: one.id, followeeId: other.id }
  if (dice < 0.96) return { name: 'social.user.unfollowed', data: pair }
  const apart = { blockerId: one.id, blockedId: other.id }
  return { name: dice < 0.98 ? 'social.user.blocked' : 'social.user.unblocked', data: apart }
}
