import { createLog, type Logger } from '@varal/platform/log'
import { expect, test, vi } from 'vitest'
import { hashOf } from './client-texts.ts'
import { warmUp } from './warm-up.ts'

const busyFor = (ms: number) => {
  const untilMs = performance.now() + ms
  while (performance.now() < untilMs);
}

test('what was published is prepared beside requests, of which none waits for more than a few', async () => {
  const texts = Array.from({ length: 60 }, (_, n) => `query Q${n} { a }`)
  const prepared: string[] = []
  let turns = 0
  const counting = setInterval(() => turns++, 0)
  const report = await warmUp({
    texts,
    prepare(text) {
      busyFor(3)
      prepared.push(text)
      return null
    },
    log: createLog('silent'),
  })
  clearInterval(counting)
  expect(report).toEqual({ prepared: 60, invalid: 0 })
  expect(prepared).toEqual(texts)
  expect(turns).toBeGreaterThan(10)
})

test('what is no longer valid is counted and logged by its hash, and stops nothing', async () => {
  const log = { warn: vi.fn() }
  const report = await warmUp({
    texts: ['query A { gone }', 'query B { a }', 'query C { broken }'],
    prepare(text) {
      if (text.includes('gone')) return { reasons: ['There is no field gone.'] }
      if (text.includes('broken')) throw new Error('cannot be planned')
      return null
    },
    log: log as unknown as Logger,
  })
  expect(report).toEqual({ prepared: 1, invalid: 2 })
  expect(log.warn.mock.calls.map(([what]) => what)).toEqual([
    { operation: hashOf('query A { gone }'), reasons: ['There is no field gone.'] },
    { operation: hashOf('query C { broken }'), reasons: ['cannot be planned'] },
  ])
})

test('warming up ends when it is told to', async () => {
  const ending = new AbortController()
  let count = 0
  const prepare = () => {
    if (++count === 3) ending.abort()
    return null
  }
  const texts = Array.from({ length: 100 }, (_, n) => `${n}`)
  await warmUp({ texts, prepare, log: createLog('silent'), signal: ending.signal })
  expect(count).toBe(3)
})
