import { setTimeout as wait } from 'node:timers/promises'
import type { Topic } from '@varal/schema/live'
import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { database, entry, live, logOf, open, setUpLogs, take, topic, write, writeMany } from './test-logs.ts'
import type { TopicLog } from './topic-log.ts'

setUpLogs()

describe('the live hub', () => {
  test('follows from now on, or from any number, with a checkpoint when the past is complete', async () => {
    await using hub = await open()
    for (let number = 0; number < 3; number++) await write()
    const fromNow = hub.follow(topic, logOf(), null)
    const fromStart = hub.follow(topic, logOf(), 0)
    const fromTwo = hub.follow(topic, logOf(), 2)
    const fromEnd = hub.follow(topic, logOf(), 3)
    const past = [take(fromNow, 1), take(fromStart, 4), take(fromTwo, 2), take(fromEnd, 1)]

    expect(await Promise.all(past)).toEqual([
      ['checkpoint 3'],
      [1, 2, 3, 'checkpoint 3'],
      [3, 'checkpoint 3'],
      ['checkpoint 3'],
    ])
    live.push([await write()])
    expect(await Promise.all([fromNow, fromStart, fromTwo, fromEnd].map((steps) => take(steps, 1)))).toEqual([
      [4],
      [4],
      [4],
      [4],
    ])
  })

  test('has followed from the moment it was asked to, not from when the first step was asked for', async () => {
    await using hub = await open()
    await write()
    const steps = hub.follow(topic, logOf(), null)
    await wait(30)
    live.push([await write()])

    expect(await take(steps, 2)).toEqual([2, 'checkpoint 2'])
  })

  test('resumes from what was pushed lately without asking the database, however much it was', async () => {
    await using hub = await open()
    const items = Array.from({ length: 1_000 }, (_, index) => ({ topic, ...entry(index + 1) }))
    live.push(items)
    const asked = { isCompacted: false, read: () => Promise.reject(new Error('The log was read')) }
    const steps = hub.follow(topic, asked, 10)

    expect(await take(steps, 991)).toEqual([...items.slice(10).map((one) => one.seq), 'checkpoint 1000'])
  })

  test('reads from the log what was not pushed, or not in order', async () => {
    await using hub = await open()
    const steps = hub.follow(topic, logOf(), 0)
    expect(await take(steps, 1)).toEqual(['checkpoint 0'])
    const [one, , three, four] = [await write(), await write(), await write(), await write()]
    live.push([three])
    live.push([one, four, four, three])

    expect(await take(steps, 4)).toEqual([1, 2, 3, 4])
  })

  test('pages through a long log', async () => {
    await using hub = await open()
    await writeMany(730)

    expect(await take(hub.follow(topic, logOf(), 0), 731)).toEqual([
      ...Array.from({ length: 730 }, (_, index) => index + 1),
      'checkpoint 730',
    ])
  })

  test('neither loses nor repeats nor reorders what is pushed while the log is read', async () => {
    await using hub = await open()
    for (let number = 0; number < 3; number++) await write()
    const log = logOf()
    // Read before, and answered after, the next item was written and pushed.
    const slow: TopicLog<number> = {
      async read(after, limit) {
        const entries = await log.read(after, limit)
        if (after === 0) live.push([await write()])
        return entries
      },
    }
    const steps = hub.follow(topic, slow, 0)

    expect(await take(steps, 5)).toEqual([1, 2, 3, 4, 'checkpoint 4'])
  })

  test('refuses a number of the future, and one whose successor the log no longer has', async () => {
    await using hub = await open()
    for (let number = 0; number < 5; number++) await write()
    expect(await take(hub.follow(topic, logOf(), 6), 2)).toEqual(['CURSOR_INVALID', 'end'])
    expect(await take(hub.follow('home:nobody', logOf('home:nobody'), 1), 2)).toEqual(['CURSOR_INVALID', 'end'])

    await database.db.execute(sql`delete from log where seq < 4`)
    expect(await take(hub.follow(topic, logOf(), 1), 2)).toEqual(['CURSOR_TOO_OLD', 'end'])
    expect(await take(hub.follow(topic, logOf(), 3), 3)).toEqual([4, 5, 'checkpoint 5'])
    await database.db.execute(sql`delete from log`)
    expect(await take(hub.follow(topic, logOf(), 4), 2)).toEqual(['CURSOR_TOO_OLD', 'end'])
    expect(await take(hub.follow(topic, logOf(), 5), 1)).toEqual(['checkpoint 5'])
  })

  test('takes holes in a compacted log for what they are', async () => {
    await using hub = await open()
    for (let number = 0; number < 6; number++) await write()
    await database.db.execute(sql`delete from log where seq in (1, 3, 5, 6)`)
    const steps = hub.follow(topic, logOf(topic, true), 0)

    expect(await take(steps, 3)).toEqual([2, 4, 'checkpoint 6'])
    live.push([await write()])
    expect(await take(steps, 1)).toEqual([7])
  })

  test('believes a log that says that it has forgotten something', async () => {
    await using hub = await open()
    await writeMany(5)
    const forgetful: TopicLog<number> = { isCompacted: true, read: async () => null }
    expect(await take(hub.follow(topic, forgetful, 2), 2)).toEqual(['CURSOR_TOO_OLD', 'end'])
  })

  test('passes hints on to who asked for their topic, until they leave', async () => {
    await using hub = await open()
    const heard: string[] = []
    const [one, other] = [
      hub.onHint(['home:ada', 'home:ben'], () => heard.push('one')),
      hub.onHint(['home:ben'], () => heard.push('other')),
    ]
    live.push([{ topic: 'home:ada' }, { topic: 'home:ben' }, { topic: 'home:cleo' }])
    expect(heard).toEqual(['one', 'one', 'other'])
    one[Symbol.dispose]()
    live.push([{ topic: 'home:ada' }, { topic: 'home:ben' }])
    expect(heard).toEqual(['one', 'one', 'other', 'other'])
    other[Symbol.dispose]()
  })

  test('sends a client away that lets 256 items pile up', async () => {
    await using hub = await open()
    const steps = hub.follow(topic, logOf(), 0)
    expect(await take(steps, 1)).toEqual(['checkpoint 0'])
    const items = Array.from({ length: 257 }, (_, index) => ({ topic, ...entry(index + 1) }))
    live.push(items.slice(0, 256))
    expect(await take(steps, 2)).toEqual([1, 2])
    live.push(items.slice(256))
    for (let seq = 258; seq < 261; seq++) live.push([{ topic, ...entry(seq) }])

    expect(await take(steps, 2)).toEqual(['CONSUMER_TOO_SLOW', 'end'])
  })

  test('sends a client away that takes nothing for a while, and not one that has nothing to take', async () => {
    await using hub = await open({ stuckMs: 60 })
    const slow = hub.follow(topic, logOf(), 0)
    const idle = hub.follow('home:ben', logOf('home:ben'), 0)
    await Promise.all([take(slow, 1), take(idle, 1)])
    live.push([await write(), await write()])
    await wait(150)

    expect(await take(slow, 2)).toEqual(['CONSUMER_TOO_SLOW', 'end'])
    live.push([await write('home:ben')])
    expect(await take(idle, 1)).toEqual([1])
  })

  test('tells an idle client from time to time where it stands', async () => {
    await using hub = await open({ idleMs: 50 })
    await write()
    const steps = hub.follow(topic, logOf(), 1)

    expect(await take(steps, 3)).toEqual(['checkpoint 1', 'checkpoint 1', 'checkpoint 1'])
  })

  test('finds by itself what was never pushed, also when a compacted log has nothing of it any more', async () => {
    await using hub = await open({ idleMs: 50 })
    const steps = hub.follow(topic, logOf(topic, true), 0)
    expect(await take(steps, 1)).toEqual(['checkpoint 0'])
    await write()
    expect(await take(steps, 2)).toEqual([1, 'checkpoint 1'])
    await database.db.execute(sql`update live_topics set last_seq = 4`)
    expect(await take(steps, 1)).toEqual(['checkpoint 4'])
  })

  test('forgets a client at once that leaves while it waits', async () => {
    await using hub = await open()
    let heard = 0
    const log = logOf()
    const counting: TopicLog<number> = {
      read(...args) {
        heard++
        return log.read(...args)
      },
    }
    const steps = hub.follow(topic, counting, 0)
    await take(steps, 1)
    const waiting = steps.next()
    const beganMs = performance.now()
    await steps.return?.()

    expect(await waiting).toMatchObject({ done: true })
    expect(performance.now() - beganMs).toBeLessThan(200)
    await write()
    live.push([await write()])
    await wait(30)
    expect(heard).toBe(0)
  })

  test('tells whoever asks that the database is away, and can be asked again', async () => {
    await using hub = await open()
    await write()
    let isAway = true
    const log = logOf()
    const failing: TopicLog<number> = {
      read: (...args) => (isAway ? Promise.reject(new Error('away')) : log.read(...args)),
    }
    const steps = hub.follow(topic, failing, 0)
    await expect(steps.next()).rejects.toThrow('away')
    expect((await steps.next()).done).toBe(true)
    isAway = false

    expect(await take(hub.follow(topic, failing, 0), 2)).toEqual([1, 'checkpoint 1'])
  })

  test('ends all streams when it closes', async () => {
    const hub = await open()
    const steps = [hub.follow(topic, logOf(), 0), hub.follow(topic, logOf(), null)]
    await Promise.all(steps.map((one) => take(one, 1)))
    const waiting = steps.map((one) => one.next())
    await hub[Symbol.asyncDispose]()

    expect((await Promise.all(waiting)).every((one) => one.done)).toBe(true)
  })

  test('asks for the last numbers of many topics at once', async () => {
    await using hub = await open()
    const topics = Array.from({ length: 500 }, (_, index): Topic => `home:${index}`)
    const all = topics.map((one) => hub.follow(one, logOf(one), 0))
    const beganMs = performance.now()
    expect(await Promise.all(all.map((steps) => take(steps, 1)))).toEqual(topics.map(() => ['checkpoint 0']))

    expect(performance.now() - beganMs).toBeLessThan(3_000)
  })
})
