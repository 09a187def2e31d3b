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
  })
}
