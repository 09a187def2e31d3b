import { randomUUID } from 'node:crypto'
import { memoryCache } from '@varal/platform/cache/memory-cache'
import { redisCache } from '@varal/platform/cache/redis-cache'
import { manualClock, systemClock } from '@varal/platform/clock'
import type { Logger } from '@varal/platform/log'
import { afterAll, describe, expect, inject, test, vi } from 'vitest'
import { nameless } from './client-identity.ts'
import { clientTexts, hashOf } from './client-texts.ts'
import { type FoundOperation, type OperationsMode, operationFinder } from './find-operation.ts'
import { knownOperations } from './known-operations.ts'
import { isOperationRefusal } from './operation-refusal.ts'
import { readOperationRequest } from './operation-request.ts'
import { rememberedTexts } from './remembered-texts.ts'
import { manifest, published } from './test-manifests.ts'

const HOME = 'query Home { posts { id author { name } } }'
const OTHER = 'query Other { posts { title } }'
const apq = (text: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(text) } } })
const client = { name: 'ios', version: '1.0' }

async function finderIn(mode: OperationsMode, given: { cache?: ReturnType<typeof memoryCache> } = {}) {
  const cache = given.cache ?? memoryCache(systemClock)
  const { known } = await knownOperations([manifest('ios', '1.0', 1, published('home', HOME))])
  const uses: string[] = []
  const log = { warn: vi.fn() }
  const finder = operationFinder({
    mode,
    known: () => known,
    remembered: rememberedTexts(cache, systemClock),
    onUse: ({ id }) => uses.push(id),
    log: log as unknown as Logger,
  })
  async function find(body: object, as: { name: string | null; version: string | null } = client) {
    const request = readOperationRequest(body)
    if (isOperationRefusal(request)) throw new Error(request.error.message)
    return finder.find(request, { client: as, address: '127.0.0.1' })
  }
  return {
    uses,
    log,
    find,
    /** What runs, and whether a manifest has it. */
    async run(body: object, as = client) {
      const found = await find(body, as)
      if (isOperationRefusal(found)) throw new Error(`${found.status} ${found.error.extensions.code}`)
      return [found.text, found.known?.id ?? null]
    },
    async refusal(body: object, as?: { name: string | null; version: string | null }) {
      const found = await find(body, as)
      if (!isOperationRefusal(found)) throw new Error('It was found')
      return [found.status, found.error.extensions.code, found.error.message] as const
    },
  }
}
const remembered = async (found: Promise<FoundOperation | object>) => {
  ;((await found) as FoundOperation).remember?.()
  await new Promise((resolve) => setTimeout(resolve, 20))
}

describe.each<OperationsMode>(['open', 'log-only', 'safelist'])('in the mode %s, what was published', (mode) => {
  test('is found by every name and every text that clients have for it, and counted', async () => {
    const { run, uses } = await finderIn(mode)
    expect(await run({ query: HOME })).toEqual([HOME, 'home'])
    expect(await run({ query: HOME, ...apq(HOME) })).toEqual([HOME, 'home'])
    expect(await run({ documentId: 'home' })).toEqual([HOME, 'home'])
    for (const text of clientTexts(HOME)) {
      expect(await run({ query: text })).toEqual([text, 'home'])
      expect(await run(apq(text))).toEqual([text, 'home'])
      expect(await run({ documentId: `sha256:${hashOf(text)}` })).toEqual([text, 'home'])
    }
    expect(uses).toHaveLength(3 + 3 * clientTexts(HOME).length)
  })

  test('is the one that was prepared, also for clients that say what it is called', async () => {
    const { find } = await finderIn(mode)
    const nameIn = async (operationName: string) => {
      const found = await find({ query: HOME, operationName })
      return 'error' in found ? found : [found.known?.name, found.operationName]
    }
    expect(await nameIn('home')).toEqual(['home', undefined])
    expect(await nameIn('Other')).toEqual(['home', 'Other'])
  })

  test('is refused under a hash that is not that of its text', async () => {
    const { refusal, uses } = await finderIn(mode)
    expect(await refusal({ query: HOME, ...apq(OTHER) })).toEqual([
      400,
      'BAD_REQUEST',
      expect.stringContaining('SHA-256'),
    ])
    expect((await refusal({ query: OTHER, ...apq(HOME) }))[1]).toBe('BAD_REQUEST')
    expect(uses).toEqual([])
  })

  test('is not found by what nobody published, and not without a name by an id of the client’s own', async () => {
    const { refusal } = await finderIn(mode)
    expect((await refusal({ documentId: 'never' })).slice(0, 2)).toEqual([400, 'OPERATION_NOT_IN_MANIFEST'])
    expect((await refusal({ documentId: hashOf(OTHER) })).slice(0, 2)).toEqual([400, 'OPERATION_NOT_IN_MANIFEST'])
    expect(await refusal({ documentId: 'home' }, nameless)).toEqual([
      400,
      'BAD_REQUEST',
      expect.stringContaining('graphql-client-name'),
    ])
  })
})

describe.each<OperationsMode>(['open', 'log-only'])('in the mode %s, another operation', (mode) => {
  test('runs', async () => {
    const { run } = await finderIn(mode)
    expect(await run({ query: OTHER })).toEqual([OTHER, null])
  })

  test('is named by its hash once it was sent with it and has proved valid', async () => {
    const { run, find, refusal } = await finderIn(mode)
    expect(await refusal(apq(OTHER))).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound'])
    await find({ query: OTHER, ...apq(OTHER) })
    expect((await refusal(apq(OTHER)))[1]).toBe('PERSISTED_QUERY_NOT_FOUND')
    await remembered(find({ query: OTHER, ...apq(OTHER) }))
    expect(await run(apq(OTHER))).toEqual([OTHER, null])
    expect(await run({ documentId: `sha256:${hashOf(OTHER)}` })).toEqual([OTHER, null])
  })
})

test('in the mode log-only, another operation is logged once for each version, without its text', async () => {
  const { run, log } = await finderIn('log-only')
  await run({ query: OTHER })
  await run({ query: OTHER })
  await run({ query: OTHER }, { name: 'ios', version: '2.0' })
  await run({ query: HOME })
  expect(log.warn.mock.calls.map(([what]) => what)).toEqual([
    { operation: hashOf(OTHER), client: 'ios', version: '1.0' },
    { operation: hashOf(OTHER), client: 'ios', version: '2.0' },
  ])
})

test('in the mode safelist, nothing else runs, however it is sent, and nothing is remembered', async () => {
  const cache = memoryCache(systemClock)
  const open = await finderIn('open', { cache })
  await remembered(open.find({ query: OTHER, ...apq(OTHER) }))
  const { refusal } = await finderIn('safelist', { cache })
  for (const body of [{ query: OTHER }, apq(OTHER), { query: OTHER, ...apq(OTHER) }, { documentId: hashOf(OTHER) }])
    expect((await refusal(body)).slice(0, 2)).toEqual([400, 'OPERATION_NOT_IN_MANIFEST'])
})

describe('texts that are remembered', () => {
  const caches: AsyncDisposable[] = []
  const shared = `test_${inject('runId')}_${randomUUID().slice(0, 8)}`
  const open = (url = inject('redisUrl')) => {
    const cache = redisCache(url, shared)
    caches.push(cache)
    return cache
  }
  afterAll(() => Promise.all(caches.map((cache) => cache[Symbol.asyncDispose]())))

  test('are known to every gateway that shares Redis', async () => {
    const [one, other] = [rememberedTexts(open(), systemClock), rememberedTexts(open(), systemClock)]
    await one.remember(hashOf(OTHER), OTHER, 'a')
    expect(await other.find(hashOf(OTHER))).toBe(OTHER)
    expect(await other.find(hashOf(HOME))).toBeNull()
  })

  test('are known here while Redis is away, which no request waits for twice', async () => {
    const away = rememberedTexts(open('redis://127.0.0.1:1'), systemClock)
    await away.remember(hashOf(OTHER), OTHER, 'a')
    expect(await away.find(hashOf(OTHER))).toBe(OTHER)
    const beganMs = performance.now()
    for (let n = 0; n < 20; n++) expect(await away.find(hashOf(`${n}`))).toBeNull()
    expect(performance.now() - beganMs).toBeLessThan(1_500)
  })

  test('are shared again when a client sends one again a minute later', async () => {
    const clock = manualClock(new Date())
    const cache = memoryCache(systemClock)
    const here = rememberedTexts(cache, clock)
    await here.remember(hashOf(OTHER), OTHER, 'a')
    await cache.delete([`apq:${hashOf(OTHER)}`])
    await here.remember(hashOf(OTHER), OTHER, 'a')
    expect(await rememberedTexts(cache, clock).find(hashOf(OTHER))).toBeNull()
    clock.advance(61_000)
    await here.remember(hashOf(OTHER), OTHER, 'a')
    expect(await rememberedTexts(cache, clock).find(hashOf(OTHER))).toBe(OTHER)
  })

  test('are so many of one client, and no longer than people write them', async () => {
    const cache = memoryCache(systemClock)
    const here = rememberedTexts(cache, systemClock)
    const elsewhere = rememberedTexts(cache, systemClock)
    for (let n = 0; n < 501; n++) await here.remember(hashOf(`${n}`), `${n}`, 'a')
    expect(await elsewhere.find(hashOf('499'))).toBe('499')
    expect(await elsewhere.find(hashOf('500'))).toBeNull()
    await here.remember(hashOf('of b'), 'of b', 'b')
    expect(await elsewhere.find(hashOf('of b'))).toBe('of b')
    const long = '#'.repeat(20_001)
    await here.remember(hashOf(long), long, 'b')
    expect(await here.find(hashOf(long))).toBeNull()
  })

  test('take so much memory here at most', async () => {
    const nothing = { ...memoryCache(systemClock), get: async () => null, set: async () => {}, count: async () => 1 }
    const here = rememberedTexts(nothing, systemClock)
    const text = (n: number) => `${n}`.padEnd(20_000, '#')
    for (let n = 0; n < 401; n++) await here.remember(hashOf(text(n)), text(n), 'a')
    expect(await here.find(hashOf(text(0)))).toBeNull()
    expect(await here.find(hashOf(text(400)))).toBe(text(400))
  })
})
