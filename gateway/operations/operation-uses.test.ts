import { manualClock } from '@varal/platform/clock'
import { createLog } from '@varal/platform/log'
import { expect, test } from 'vitest'
import type { KnownOperation } from './known-operations.ts'
import { type OperationUse, operationUses, USES_AT_ONCE_MAX } from './operation-uses.ts'

const operation = (id: string, version = '1.0'): KnownOperation => ({ client: 'ios', version, id, name: id, cost: 1 })

function counting() {
  const told: OperationUse[][] = []
  const clock = manualClock(new Date('2026-03-01T12:00:00.000Z'))
  const given = { isAway: false }
  const uses = operationUses({
    clock,
    log: createLog('silent'),
    async tell(some) {
      if (given.isAway) throw new Error('users is away')
      told.push([...some])
    },
  })
  return { told, clock, given, uses }
}

test('uses are counted for each operation of each version, with the time of the last', async () => {
  const { told, clock, uses } = counting()
  const [home, me] = [operation('home'), operation('home', '2.0')]
  uses.count(home)
  clock.advance(1_000)
  uses.count(home)
  uses.count(me)
  await uses.flush()
  const lastUsedAt = new Date('2026-03-01T12:00:01.000Z')
  expect(told).toEqual([
    [
      { client: 'ios', version: '1.0', operationId: 'home', count: 2, lastUsedAt },
      { client: 'ios', version: '2.0', operationId: 'home', count: 1, lastUsedAt },
    ],
  ])
  await uses.flush()
  expect(told).toHaveLength(1)
  await uses[Symbol.asyncDispose]()
})

test('uses that could not be told are told later, once', async () => {
  const { told, given, uses } = counting()
  const home = operation('home')
  given.isAway = true
  uses.count(home)
  await uses.flush()
  uses.count(home)
  given.isAway = false
  await Promise.all([uses.flush(), uses.flush()])
  expect(told).toMatchObject([[{ count: 2 }]])
  await uses[Symbol.asyncDispose]()
})

test('uses are told in parts, and what is more than anybody publishes is not counted', async () => {
  const { told, uses } = counting()
  for (let n = 0; n < 20_500; n++) uses.count(operation(`q${n}`))
  await uses.flush()
  expect(told.every((some) => some.length <= USES_AT_ONCE_MAX)).toBe(true)
  expect(told.flat()).toHaveLength(20_000)
  await uses[Symbol.asyncDispose]()
})

test('what was counted is told when the process stops', async () => {
  const { told, uses } = counting()
  uses.count(operation('home'))
  await uses[Symbol.asyncDispose]()
  expect(told).toHaveLength(1)
})
