import { describe, expect, test } from 'vitest'
import { ageAt, birthDate } from './birth-date.ts'

describe('an age', () => {
  test.each([
    ['2013-03-01', '2026-03-01T00:00:00.000Z', 13],
    ['2013-03-02', '2026-03-01T23:59:59.999Z', 12],
    ['2012-02-29', '2026-02-28T12:00:00.000Z', 13],
    ['2012-02-29', '2026-03-01T12:00:00.000Z', 14],
    ['2026-12-31', '2026-03-01T12:00:00.000Z', -1],
    ['1900-01-01', '2026-03-01T12:00:00.000Z', 126],
  ])('of who was born on %s is, at %s, %i', (born, now, age) => {
    expect(ageAt(born, new Date(now))).toBe(age)
  })

  test.each([
    '',
    '2001-02-29',
    '2001-13-01',
    '2001-1-1',
    '1899-12-31',
    '31.12.2001',
    '2001-12-31T00:00:00Z',
    '-000001-01-01',
  ])('is not told of %j', (text) => {
    expect(birthDate.safeParse(text).success).toBe(false)
  })
})
