import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { markReadText, type NotificationWorld, notificationWorld } from './test-notifications.ts'

let world: NotificationWorld
beforeEach(async () => {
  world = await notificationWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

describe('reading', () => {
  test('reads the notification and everything older, and never unreads', async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    for (let index = 0; index < 4; index++) await world.like(world.newPost(), ada, ben)
    const { edges, unread } = await world.pageOf(ada)

    const answer = (await world.app.ask(markReadText, { upTo: edges[1].cursor }, ada)).markNotificationsRead
    expect(answer).toMatchObject({ unread: { notifications: 1 }, userErrors: [] })
    expect(BigInt(answer.unread.version)).toBeGreaterThan(BigInt(unread.version))
    expect((await world.listOf(ada)).map((one: any) => one.read)).toEqual([false, true, true, true])

    const older = (await world.app.ask(markReadText, { upTo: edges[3].cursor }, ada)).markNotificationsRead
    expect(older).toEqual(answer)
  })

  test.each([
    ['empty', ''],
    ['made up', 'nonsense'],
    ['too long', 'x'.repeat(2_000)],
  ])('refuses a cursor that is %s, with its path', async (_how, upTo) => {
    const ada = world.app.newActor()
    const { markNotificationsRead } = await world.app.ask(markReadText, { upTo }, ada)
    expect(markNotificationsRead).toMatchObject({
      unread: null,
      userErrors: [{ code: 'VALIDATION_FAILED', path: ['input', 'upTo'] }],
    })
  })

  test("refuses somebody else's cursor, and the anonymous", async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    await world.like(world.newPost(), ada, ben)
    const { edges } = await world.pageOf(ada)
    const foreign = (await world.app.ask(markReadText, { upTo: edges[0].cursor }, ben)).markNotificationsRead
    expect(foreign.userErrors).toMatchObject([{ code: 'VALIDATION_FAILED', path: ['input', 'upTo'] }])
    expect((await world.app.answer(markReadText, { upTo: edges[0].cursor })).errors?.[0]?.extensions).toMatchObject({
      code: 'UNAUTHENTICATED',
    })
  })

  test('agrees with what arrives at the same time', async () => {
    const [ada, ben] = [world.app.newActor(), world.app.newActor()]
    const postId = world.newPost()
    await world.like(postId, ada, ben)
    const { edges } = await world.pageOf(ada)
    const fans = Array.from({ length: 20 }, () => world.app.newActor())

    await Promise.all([
      ...Array.from({ length: 5 }, () => world.app.ask(markReadText, { upTo: edges[0].cursor }, ada)),
      (async () => {
        for (const fan of fans) await world.like(fan === fans[10] ? world.newPost() : postId, ada, fan)
      })(),
    ])

    const list = await world.listOf(ada)
    expect(await world.unreadOf(ada)).toBe(list.filter((one: any) => !one.read).length)
    expect(list.reduce((sum: number, one: any) => sum + one.actorCount, 0)).toBe(21)
  })
})
