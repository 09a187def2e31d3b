import { describe, expect, test } from 'vitest'
import { memoryCache } from './cache/memory-cache.ts'
import { manualClock } from './clock.ts'
import { sealedCursors } from './cursors.ts'
import { createLog } from './log.ts'
import { rankedPage } from './ranked-list.ts'

const clock = manualClock(new Date('2026-03-01T12:00:00.000Z'))
const ports = {
  cache: memoryCache(clock),
  cursors: sealedCursors('a secret that only these tests know'),
  log: createLog('silent'),
}
const failing = () => Promise.reject(new Error('the cache is away'))
const withoutCache = { ...ports, cache: { ...ports.cache, get: failing, set: failing } }

const page = (first: number, after: string | null, ranking: readonly string[], list = 'a list') =>
  rankedPage(ports, { first, after }, { list, rank: async () => ranking })
const entries = (made: Awaited<ReturnType<typeof page>>) => made.edges.map(({ entry }) => entry).join('')

describe('a ranked list', () => {
  test('neither repeats nor skips while the ranking changes', async () => {
    const first = await page(2, null, [...'abcde'])
    const second = await page(2, first.pageInfo.endCursor, [...'edcba'])
    const third = await page(2, second.pageInfo.endCursor, [...'x'])

    expect([first, second, third].map(entries)).toEqual(['ab', 'cd', 'e'])
    expect([first, second, third].map((made) => made.pageInfo.hasNextPage)).toEqual([true, true, false])
    expect([first, second, third].map((made) => made.pageInfo.hasPreviousPage)).toEqual([false, true, true])
    expect(new Set([first, second, third].map((made) => made.sessionId)).size).toBe(1)
  })

  test('ends with an empty page behind its last cursor', async () => {
    const only = await page(50, null, [...'ab'])
    expect(only.pageInfo.hasNextPage).toBe(false)
    expect(await page(50, only.pageInfo.endCursor, [])).toMatchObject({ edges: [], pageInfo: { hasNextPage: false } })
  })

  test('says so when its thirty minutes have passed', async () => {
    const { pageInfo } = await page(1, null, [...'abc'])
    clock.advance(30 * 60 * 1_000 - 1)
    expect(entries(await page(1, pageInfo.endCursor, []))).toBe('b')
    clock.advance(1)
    await expect(page(1, pageInfo.endCursor, [])).rejects.toMatchObject({ extensions: { code: 'CURSOR_EXPIRED' } })
  })

  test('does not open with the cursor of another list', async () => {
    const { pageInfo } = await page(1, null, [...'abc'])
    const other = page(1, pageInfo.endCursor, [], 'another list')
    await expect(other).rejects.toMatchObject({ extensions: { code: 'CURSOR_EXPIRED' } })
  })

  test.each([0, -1, 51])('refuses a page of %i', async (first) => {
    await expect(page(first, null, [])).rejects.toMatchObject({ extensions: { code: 'BAD_REQUEST' } })
  })

  test('has its first page, and only that, while the cache is away', async () => {
    const made = await rankedPage(withoutCache, { first: 2 }, { list: 'a list', rank: async () => [...'abc'] })
    expect(made).toMatchObject({ edges: [{ entry: 'a' }, { entry: 'b' }], pageInfo: { hasNextPage: false } })
  })

  test('asks to try again when a later page meets a cache that is away', async () => {
    const { pageInfo } = await page(1, null, [...'abc'])
    const later = rankedPage(withoutCache, { first: 1, after: pageInfo.endCursor }, { list: 'a list', rank: failing })
    await expect(later).rejects.toMatchObject({ extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryable: true } })
  })
})
