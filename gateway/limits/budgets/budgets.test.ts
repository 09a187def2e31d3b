import { randomUUID } from 'node:crypto'
import type { Cache } from '@varal/platform/cache/cache'
import { redisCache } from '@varal/platform/cache/redis-cache'
import { createLog } from '@varal/platform/log'
import { mintId } from '@varal/platform/mint-id'
import { anonymous } from '@varal/platform/viewer'
import { describe, expect, inject, test } from 'vitest'
import { cuttable } from '../../../testing/cuttable.ts'
import { eventually } from '../../../testing/world/eventually.ts'
import { cpuMsOf } from '../test-cpu-ms.ts'
import { type Budgets, budgets, type Payer } from './budgets.ts'

const log = createLog('silent')
const stranger: Payer = { viewer: anonymous, app: null, address: '203.0.113.7' }
const newUser = (): Payer => ({
  ...stranger,
  viewer: { kind: 'user', id: mintId('User', new Date()), sessionId: mintId('Session', new Date()) },
})
const withApp = (payer: Payer, id = mintId('App', new Date())): Payer => ({
  ...payer,
  app: { id, scopes: [], operationCostMax: 5_000, isFirstParty: false },
})

/** Gateways of one system, which share a Redis and nothing else. */
async function gateways(count: number, url = inject('redisUrl')) {
  const prefix = `test_${inject('runId')}_${randomUUID().slice(0, 8)}`
  const stack = new AsyncDisposableStack()
  const asked = { times: 0 }
  const caches = Array.from({ length: count }, () => stack.use(redisCache(url, prefix)))
  const all = caches.map((cache) => {
    const counting: Cache = {
      ...cache,
      take(...args) {
        asked.times++
        return cache.take(...args)
      },
    }
    return stack.use(budgets({ cache: counting, secret: 'a secret of this test', log }))
  })
  // A connection that takes long to come about on a busy machine would count as none.
  for (const cache of caches) await eventually('Redis is reached', async () => (await cache.get('')) === null)
  const [one, other] = all as [Budgets, Budgets]
  return { one, other, asked, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

async function spend(from: Budgets, payer: Payer, cost: number, times: number): Promise<number> {
  const outcomes = await Promise.all(Array.from({ length: times }, () => from.reserve(payer, cost)))
  return outcomes.filter(({ kind }) => kind === 'reserved').length
}

describe('a budget', () => {
  test.each([
    ['a stranger', () => stranger, 1_000],
    ['a person', newUser, 20_000],
    ['an app', () => withApp(stranger), 60_000],
    ['a person who uses an app', () => withApp(newUser()), 6_000],
  ])('of %s is so many points a minute, and no more', async (_who, payerOf, points) => {
    await using system = await gateways(1)
    const payer = payerOf()
    expect(await system.one.reserve(payer, points)).toMatchObject({ kind: 'reserved' })
    const refused = await system.one.reserve(payer, points / 2)
    expect(refused).toMatchObject({ kind: 'spent' })
    expect(refused.state()).toMatchObject({ limit: points, restorePerSecond: points / 60 })
    if (refused.kind !== 'spent') throw new Error('it was not')
    expect(refused.retryAfterMs).toBeGreaterThan(25_000)
    expect(refused.retryAfterMs).toBeLessThanOrEqual(30_000)
  })

  test('is one for all gateways: what both give at once is never more than there is', async () => {
    await using system = await gateways(2)
    const payer = newUser()
    const given = await Promise.all([spend(system.one, payer, 300, 100), spend(system.other, payer, 300, 100)])
    // 20,000 points, and what has come meanwhile; each gateway may keep 5 % that it has borrowed.
    expect((given[0] + given[1]) * 300).toBeLessThanOrEqual(20_000 + 3_000)
    expect((given[0] + given[1]) * 300).toBeGreaterThanOrEqual(18_000)
  })

  test('is kept by address, by /64, by person and by app', async () => {
    await using system = await gateways(1)
    await spend(system.one, { ...stranger, address: '2001:db8::1' }, 1_000, 1)
    expect(await spend(system.one, { ...stranger, address: '2001:db8::2' }, 500, 1)).toBe(0)
    expect(await spend(system.one, { ...stranger, address: '2001:db8:0:1::1' }, 500, 1)).toBe(1)
    expect(await spend(system.one, newUser(), 500, 1)).toBe(1)
  })

  test('of a person who uses an app is spent with the app’s, or neither is', async () => {
    await using system = await gateways(1)
    const app = mintId('App', new Date())
    const [ada, ben] = [withApp(newUser(), app), withApp(newUser(), app)]
    expect(await spend(system.one, ada, 6_000, 2)).toBe(1)
    expect((await system.one.stateOf(withApp(stranger, app))).remaining).toBeGreaterThanOrEqual(54_000)
    expect(await spend(system.one, ben, 6_000, 1)).toBe(1)
    expect((await system.one.stateOf(ada)).limit).toBe(6_000)
  })

  test('gets back what was reserved and not needed, and gives what was needed more', async () => {
    await using system = await gateways(2)
    const payer = newUser()
    const reserved = await system.one.reserve(payer, 10_000)
    if (reserved.kind !== 'reserved') throw new Error('it was not')
    reserved.settle(100)
    expect(reserved.state().remaining).toBeGreaterThanOrEqual(19_900)
    await eventually('the other gateway sees it', async () => (await system.other.stateOf(payer)).remaining >= 19_900)

    const cheap = await system.one.reserve(payer, 10)
    if (cheap.kind === 'reserved') cheap.settle(15_000)
    await eventually('the other sees that too', async () => (await system.other.stateOf(payer)).remaining < 7_000)
  })

  test('is asked for rarely by who spends much, and once an operation at most', async () => {
    await using system = await gateways(1)
    const payer = newUser()
    for (let operation = 0; operation < 200; operation++) await system.one.reserve(payer, 20)
    expect(system.asked.times).toBeLessThan(20)
  })

  test('that is borrowed is given back when it is not used', async () => {
    await using system = await gateways(2)
    const payer = newUser()
    for (let operation = 0; operation < 60; operation++) await system.one.reserve(payer, 50)
    await eventually(
      'all but what was spent is back',
      async () => (await system.other.stateOf(payer)).remaining >= 17_000,
    )
  })

  test('costs a few microseconds when nobody has to be asked', async () => {
    await using system = await gateways(1)
    const payer = newUser()
    const first = await system.one.reserve(payer, 10_000)
    if (first.kind === 'reserved') first.settle(0)
    const tenThousand = () => {
      for (let operation = 0; operation < 10_000; operation++) {
        const reserved = system.one.reserve(payer, 1)
        if (!(reserved instanceof Promise) && reserved.kind === 'reserved') reserved.settle(0)
      }
    }
    // 30 µs each would be 300.
    expect(cpuMsOf(tenThousand)).toBeLessThan(100)
  })

  test('that costs nothing is never refused', async () => {
    await using system = await gateways(1)
    await spend(system.one, stranger, 1_000, 1)
    expect(await spend(system.one, stranger, 0, 3)).toBe(3)
  })
})

describe('without Redis', () => {
  test('each gateway goes by what it knew, and by its own clock; nobody waits', async () => {
    await using way = await cuttable(inject('redisUrl'))
    await using system = await gateways(1, way.url)
    expect(await spend(system.one, stranger, 600, 1)).toBe(1)
    await way.cut()
    await spend(system.one, newUser(), 1, 1)

    const beganMs = performance.now()
    expect(await spend(system.one, stranger, 300, 3)).toBe(1)
    expect(await spend(system.one, newUser(), 3_000, 10)).toBe(6)
    expect(performance.now() - beganMs).toBeLessThan(900)

    await way.mend()
    await eventually('it is shared again', async () => {
      const asked = system.asked.times
      await system.one.reserve(newUser(), 1)
      return system.asked.times > asked && (await system.one.stateOf(stranger)).remaining < 500
    })
  })
})
