import { memoryCache } from '@varal/platform/cache/memory-cache'
import { manualClock } from '@varal/platform/clock'
import type { LiveHub } from '@varal/platform/live/live-hub'
import { memoryLive } from '@varal/platform/live/memory-live'
import { mintId } from '@varal/platform/mint-id'
import type { PostId, UserId } from '@varal/schema/ids'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { type PresenceLine, PresenceRoom } from './room.ts'
import { type PresenceRooms, presenceRooms, type Seat } from './rooms.ts'

const start = new Date('2026-03-01T12:00:00Z')
const TICK_MS = 5
const person = (): UserId => mintId('User', start)

let clock: ReturnType<typeof manualClock>
let cache: ReturnType<typeof memoryCache>
let live: ReturnType<typeof memoryLive>
let post: PostId

beforeEach(() => {
  clock = manualClock(start)
  cache = memoryCache(clock)
  live = memoryLive()
  post = mintId('Post', start)
})

/** Another process of the system. */
function node(): PresenceRooms {
  const hub: Pick<LiveHub, 'hint' | 'onHint'> = {
    hint: (topic) => live.push([{ topic }]),
    onHint: (topics, look) => live.listen((news) => void (topics.includes(news.topic) && look())),
  }
  return presenceRooms({ cache, live: hub, clock }, { tickMs: TICK_MS })
}
const nothing = () => {}
const soon = (holds: () => void) => vi.waitFor(holds, { timeout: 5_000, interval: TICK_MS })
const sees = (seat: Seat, viewers: number) => soon(() => expect(seat.room.viewers()).toBe(viewers))

describe('who is at a post', () => {
  test('is counted over all processes, a person once in each', async () => {
    const [one, other] = [node(), node()]
    const [ada, ben] = [person(), person()]
    using seat = await one.enter(post, ada, nothing)
    using again = await one.enter(post, ada, nothing)
    expect(again.room.viewers()).toBe(1)
    const away = await other.enter(post, ben, nothing)
    await sees(seat, 2)
    await sees(away, 2)
    away[Symbol.dispose]()
    away[Symbol.dispose]()
    await sees(seat, 1)
  })

  test('is woken for, and only when it is different', async () => {
    const [one, other] = [node(), node()]
    const wake = vi.fn()
    using seat = await one.enter(post, person(), wake)
    await soon(() => expect(wake).toHaveBeenCalledTimes(1))
    using _other = await other.enter(post, person(), nothing)
    await sees(seat, 2)
    await soon(() => expect(wake).toHaveBeenCalledTimes(2))
    using _elsewhere = await one.enter(mintId('Post', start), person(), nothing)
    expect(wake).toHaveBeenCalledTimes(2)
  })

  test('of a process that has died is forgotten, of one that lives not', async () => {
    const [one, other] = [node(), node()]
    await cache.append(`presence:${post}`, { node: 'dead', people: 7, atMs: start.getTime() }, 30_000)
    using seat = await one.enter(post, person(), nothing)
    using _other = await other.enter(post, person(), nothing)
    await sees(seat, 9)
    for (let second = 0; second < 31; second += 5) {
      clock.advance(5_000)
      await new Promise((resolve) => setTimeout(resolve, 4 * TICK_MS))
    }
    await sees(seat, 2)
  })

  test('is counted here alone while the cache is away', async () => {
    const broken = {
      append: () => Promise.reject(new Error('away')),
      linesAfter: () => Promise.reject(new Error('away')),
    }
    const hub = { hint: nothing, onHint: () => ({ [Symbol.dispose]: nothing }) }
    const rooms = presenceRooms({ cache: broken, live: hub, clock }, { tickMs: TICK_MS })
    using seat = await rooms.enter(post, person(), nothing)
    expect(seat.room.viewers()).toBe(1)
    await expect(rooms.type(post, person())).rejects.toThrow('away')
  })

  test('is told to twenty streams of a person at most', async () => {
    const rooms = node()
    const ada = person()
    const seats = await Promise.all(Array.from({ length: 20 }, () => rooms.enter(post, ada, nothing)))
    await expect(rooms.enter(mintId('Post', start), ada, nothing)).rejects.toThrow('Too many')
    seats[0]?.[Symbol.dispose]()
    seats.push(await rooms.enter(post, ada, nothing))
    for (const seat of seats) seat[Symbol.dispose]()
  })
})

describe('who types', () => {
  test('is known in every process for six seconds after they were last heard of', async () => {
    const [one, other] = [node(), node()]
    const ada = person()
    using seat = await one.enter(post, person(), nothing)
    await other.type(post, ada)
    await soon(() => expect(seat.room.typists()).toEqual([ada]))
    clock.advance(5_999)
    await other.type(post, ada)
    clock.advance(1)
    expect(seat.room.typists()).toEqual([ada])
    clock.advance(6_000)
    await soon(() => expect(seat.room.typists()).toEqual([]))
  })

  test('is known of fifty at most, the latest first', () => {
    const room = new PresenceRoom('here')
    const people = Array.from({ length: 60 }, person)
    for (const typist of people) room.hear({ typist, atMs: 0 })
    expect(room.typists()).toEqual(people.slice(-50).reverse())
    const own: PresenceLine = { node: 'here', people: 9, atMs: 0 }
    room.hear(own)
    expect(room.viewers()).toBe(0)
  })
})
