import { beforeEach, describe, expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { anonymous, type Caller } from '../viewer.ts'
import { RecentNonces } from './recent-nonces.ts'
import { type CallerSeals, callerSeals } from './sealed-caller.ts'

const secret = 'a secret that only the tests of this run know'
const caller: Caller = {
  viewer: anonymous,
  app: null,
  requestId: '1',
  language: 'es',
  address: '192.0.2.1',
  device: '漢字'.repeat(100),
}
const request = { method: 'POST', path: '/graphql', body: '{"query":"{ me }"}' }

describe('a sealed caller', () => {
  let clock: ReturnType<typeof manualClock>
  let gateway: CallerSeals
  let social: CallerSeals
  beforeEach(() => {
    clock = manualClock(new Date('2026-03-01T12:00:00Z'))
    gateway = callerSeals({ subgraph: 'social', secret, clock })
    social = callerSeals({ subgraph: 'social', secret, clock })
  })

  test('is known at the subgraph for which it was sealed', () => {
    expect(social.open(gateway.seal(caller, request), request)).toEqual(caller)
  })

  test('is nobody elsewhere, or with another secret', () => {
    const seal = gateway.seal(caller, request)
    expect(callerSeals({ subgraph: 'users', secret, clock }).open(seal, request)).toBeNull()
    expect(callerSeals({ subgraph: 'social', secret: `${secret}!`, clock }).open(seal, request)).toBeNull()
  })

  test.each([
    ['method', { ...request, method: 'GET' }],
    ['path', { ...request, path: '/graphql?' }],
    ['body', { ...request, body: '{"query":"{ me } "}' }],
  ])('is nobody with another %s', (_what, other) => {
    expect(social.open(gateway.seal(caller, request), other)).toBeNull()
  })

  test('is nobody when one character was changed', () => {
    const seal = gateway.seal(caller, request)
    for (const at of [0, 10, seal.indexOf('.') - 1, seal.indexOf('.') + 1, seal.length - 2]) {
      const other = seal[at] === 'A' ? 'B' : 'A'
      expect(social.open(seal.slice(0, at) + other + seal.slice(at + 1), request)).toBeNull()
    }
    expect(social.open(seal, request)).toEqual(caller)
  })

  test.each([undefined, '', '.', '..', 'x', 'x.y', 'x.y.z', '.'.repeat(10_000)])('is nobody as %j', (seal) => {
    expect(social.open(seal, request)).toBeNull()
  })

  test('is known once', () => {
    const seal = gateway.seal(caller, request)
    expect(social.open(seal, request)).toEqual(caller)
    clock.advance(29_000)
    expect(social.open(seal, request)).toBeNull()
  })

  test('is known for 30 seconds', () => {
    const [one, other] = [gateway.seal(caller, request), gateway.seal(caller, request)]
    clock.advance(30_000)
    expect(social.open(one, request)).toEqual(caller)
    clock.advance(1)
    expect(social.open(other, request)).toBeNull()
  })

  test('may come from a clock that is 30 seconds ahead, and is known once then too', () => {
    clock.advance(30_000)
    const seal = gateway.seal(caller, request)
    clock.advance(-30_000)
    expect(social.open(seal, request)).toEqual(caller)
    clock.advance(59_999)
    expect(social.open(seal, request)).toBeNull()
  })
})

describe('recent nonces', () => {
  test('are as many as there is room for, and room comes back with time', () => {
    const nonces = new RecentNonces(1_000, 2)
    expect(nonces.add('a', 0)).toBe(true)
    expect(nonces.add('b', 500)).toBe(true)
    expect(nonces.add('c', 999)).toBe(false)
    expect(nonces.add('c', 1_000)).toBe(true)
    expect(nonces.add('b', 1_000)).toBe(false)
  })
})
