import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Cache } from './cache.ts'

export interface CacheUnderTest extends AsyncDisposable {
  readonly cache: Cache
  /** Lets time go by, in milliseconds. */
  pass(ms: number): Promise<void>
}

/** What every cache does for us. */
export function cacheContract(name: string, open: () => Promise<CacheUnderTest>): void {
  describe(`${name}, as a cache,`, () => {
    let given: CacheUnderTest
    beforeAll(async () => {
      given = await open()
    })
    afterAll(() => given?.[Symbol.asyncDispose]())

    test('gives back any JSON, and null for what it does not have', async () => {
      for (const value of [{ a: [1, null, 'ção ☀️'] }, 0, '', false, [], null]) {
        const key = randomUUID()
        await given.cache.set(key, value, 10_000)
        expect(await given.cache.get(key)).toEqual(value)
      }
      expect(await given.cache.get(randomUUID())).toBeNull()
    })

    test('gives copies: who changes one changes no other', async () => {
      const value = { list: [1] }
      await given.cache.set('copy', value, 10_000)
      value.list.push(2)
      const first = await given.cache.get<typeof value>('copy')
      first?.list.push(3)

      expect(await given.cache.get('copy')).toEqual({ list: [1] })
    })

    test('forgets in time, which begins anew when it is set again', async () => {
      await given.cache.set('short', 1, 60)
      await given.cache.set('renewed', 1, 60)
      await given.cache.set('renewed', 2, 10_000)
      await given.cache.set('fraction', 1, 9_999.5)
      await given.pass(80)

      expect(await given.cache.get('short')).toBeNull()
      expect(await given.cache.get('renewed')).toBe(2)
      expect(await given.cache.get('fraction')).toBe(1)
    })

    test('deletes', async () => {
      await given.cache.set('a', 1, 10_000)
      await given.cache.set('b', 1, 10_000)
      await given.cache.delete([])
      await given.cache.delete(['a', 'nothing'])

      expect([await given.cache.get('a'), await given.cache.get('b')]).toEqual([null, 1])
    })

    test('counts, also what comes at once, until its time is up since the first', async () => {
      const key = randomUUID()
      const sums = await Promise.all(Array.from({ length: 20 }, () => given.cache.count(key, 1_000)))
      expect(sums.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
      await given.pass(300)
      expect(await given.cache.count(key, 1_000)).toBe(21)
      await given.pass(750)
      expect(await given.cache.count(key, 1_000)).toBe(1)
    })

    test('a bucket gives what it has, all or nothing, and fills steadily', async () => {
      const key = randomUUID()
      const take = (least: number, most = least) => given.cache.take(key, { points: 100, fillMs: 1_000 }, least, most)
      expect(await take(60)).toEqual({ taken: 60, left: 40 })
      expect(await take(60)).toMatchObject({ taken: 0 })
      expect((await take(10, 90)).taken).toBeGreaterThanOrEqual(40)
      await given.pass(300)
      const { taken } = await take(1, 100)
      expect(taken).toBeGreaterThanOrEqual(29)
      expect(taken).toBeLessThan(80)
    })

    test('a bucket takes back, and holds no more than it can', async () => {
      const key = randomUUID()
      const take = (count: number) => given.cache.take(key, { points: 100, fillMs: 60_000 }, count, count)
      await take(50)
      expect(await take(-30)).toEqual({ taken: -30, left: 80 })
      expect((await take(-30)).left).toBe(100)
      expect(await take(101)).toEqual({ taken: 0, left: 100 })
    })

    test('a bucket from which many take at once gives no point twice', async () => {
      const key = randomUUID()
      const bucket = { points: 100, fillMs: 3_600_000 }
      const all = await Promise.all(Array.from({ length: 100 }, () => given.cache.take(key, bucket, 3, 3)))
      expect(all.filter(({ taken }) => taken === 3)).toHaveLength(33)
    })

    test('a log gives its lines in order, each reader from where it was', async () => {
      const key = randomUUID()
      const { lines: none, place: start } = await given.cache.linesAfter(key, null)
      expect([none, start]).toEqual([[], null])
      for (const line of [{ a: 1 }, 'two']) await given.cache.append(key, line, 10_000)
      const first = await given.cache.linesAfter(key, start)
      expect(first.lines).toEqual([{ a: 1 }, 'two'])
      await given.cache.append(key, 3, 10_000)
      const second = await given.cache.linesAfter(key, first.place)
      expect(second.lines).toEqual([3])
      expect(await given.cache.linesAfter(key, second.place)).toEqual({ lines: [], place: second.place })
    })

    test('a log that is long is read in parts, and one that nobody adds to is forgotten', async () => {
      const key = randomUUID()
      // A few at a time: a command that waits long is given up.
      for (let first = 0; first < 1_000; first += 50)
        await Promise.all(Array.from({ length: 50 }, (_, line) => given.cache.append(key, first + line, 2_000)))
      for (const line of [1_000, 1_001]) await given.cache.append(key, line, 2_000)
      const { lines, place } = await given.cache.linesAfter(key, null)
      expect(lines).toHaveLength(1_000)
      expect((await given.cache.linesAfter(key, place)).lines).toEqual([1_000, 1_001])
      await given.pass(2_050)
      expect((await given.cache.linesAfter(key, null)).lines).toEqual([])
    })
  })
}
