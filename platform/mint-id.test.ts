import { expect, test } from 'vitest'
import { mintId } from './mint-id.ts'

test('a new id sorts behind all before it, within a millisecond and when the clock is set back', () => {
  const now = Date.parse('2026-03-01T12:00:00.000Z')
  const moments = [...Array.from({ length: 20_000 }, () => now), now + 1, now - 60_000, now - 60_000, now + 2]
  const ids = moments.map((ms) => mintId('Post', new Date(ms)))

  expect(ids).toEqual(ids.toSorted())
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(Number.parseInt(ids[0]?.replaceAll('-', '').slice(0, 12) ?? '', 16)).toBe(now)
})
