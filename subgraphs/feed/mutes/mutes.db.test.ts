import type { Actor } from '@varal/platform/viewer'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type HomeWorld, homeWorld, post } from '../home/test-home.ts'
import { type NotificationWorld, notificationWorld } from '../notifications/test-notifications.ts'

type Level = 'HIDE_FROM_FEEDS' | 'HIDE_EVERYWHERE'
const mute = ({ app }: HomeWorld | NotificationWorld, muter: Actor, muted: Actor, level: Level = 'HIDE_FROM_FEEDS') =>
  app.hear('social.user.muted', { muterId: muter.id, mutedId: muted.id, level })
const unmute = ({ app }: HomeWorld | NotificationWorld, muter: Actor, muted: Actor) =>
  app.hear('social.user.unmuted', { muterId: muter.id, mutedId: muted.id })

describe('the home feed of somebody who mutes', () => {
  let world: HomeWorld
  beforeEach(async () => {
    world = await homeWorld()
  })
  afterEach(() => world[Symbol.asyncDispose]())

  test('loses what the muted have published, shows nothing new of them, and all of it to others', async () => {
    const [ada, ben, cleo] = [world.app.newActor(), world.app.newActor(), world.app.newActor()]
    for (const follower of [ben, cleo]) await world.follow(follower, ada)
    const first = await world.publish(ada)
    await using watched = Object.assign(await world.watching(ben), { [Symbol.asyncDispose]: async () => {} })
    await mute(world, ben, ada)
    await mute(world, ben, ada, 'HIDE_EVERYWHERE')
    const second = await world.publish(ada)
    expect(await world.postsOf(ben)).toEqual([])
    expect(await world.postsOf(cleo)).toEqual([second, first].map(post))
    expect((await watched.next()).value.data.homeFeed).toMatchObject({ __typename: 'FeedItemRemoved' })
    // Nothing of the second post was ever in the log.
    expect(await world.numbersOf(ben)).toEqual([1, 2])
    await watched.return?.()
  })

  test('shows the newest posts again when the mute ends', async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    await world.follow(ben, ada)
    const first = await world.publish(ada)
    await mute(world, ben, ada)
    world.app.clock.advance(1_000)
    const second = await world.publish(ada)
    await unmute(world, ben, ada)
    await unmute(world, ben, ada)
    expect(await world.postsOf(ben)).toEqual([second, first].map(post))
  })

  test('stays empty of the muted, whoever is followed first, and after an unmute of somebody who is not followed', async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    await world.publish(ada)
    await mute(world, ben, ada)
    await world.follow(ben, ada)
    expect(await world.postsOf(ben)).toEqual([])
    await world.unfollow(ben, ada)
    await unmute(world, ben, ada)
    expect(await world.postsOf(ben)).toEqual([])
  })

  test('a mute costs a fan-out no statement', async () => {
    const [ada, ben, cleo] = [world.app.newActor(), world.app.newActor(), world.app.newActor()]
    for (const follower of [ben, cleo]) await world.follow(follower, ada)
    const before = await world.app.statementsOf(() => world.publish(ada))
    await mute(world, ben, ada)
    expect(await world.app.statementsOf(() => world.publish(ada))).toBe(before)
  })
})

describe('the notifications of somebody who mutes', () => {
  let world: NotificationWorld
  beforeEach(async () => {
    world = await notificationWorld()
  })
  afterEach(() => world[Symbol.asyncDispose]())

  test('tell nothing of whom they have muted everywhere, and go on telling of those muted in feeds', async () => {
    const [ada, ben, cleo] = [world.app.newActor(), world.app.newActor(), world.app.newActor()]
    await mute(world, ada, ben, 'HIDE_EVERYWHERE')
    await mute(world, ada, cleo, 'HIDE_FROM_FEEDS')
    const postId = world.newPost()
    for (const who of [ben, cleo]) {
      await world.like(postId, ada, who)
      await world.comment(postId, ada, who)
      await world.follow(who, ada)
    }
    const told = await world.listOf(ada)
    expect(told.map(({ type, actorCount }) => [type, actorCount])).toEqual([
      ['FOLLOW', 1],
      ['COMMENT', 1],
      ['LIKE', 1],
    ])
    await unmute(world, ada, ben)
    await world.like(postId, ada, ben)
    expect((await world.listOf(ada))[0]).toMatchObject({ type: 'LIKE', actorCount: 2 })
  })
})
