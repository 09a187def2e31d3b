import { expect, test } from 'vitest'
import { manualClock, systemClock } from './clock.ts'

test('the system’s clock goes; a manual one stands until it is moved, and its moments stay as they were', () => {
  expect(Math.abs(systemClock.now().getTime() - Date.now())).toBeLessThan(1_000)
  const clock = manualClock(new Date(0))
  const before = clock.now()
  clock.advance(1_500)

  expect(before).toEqual(new Date(0))
  expect(clock.now()).toEqual(new Date(1_500))
})
