import type { Topic } from '@varal/schema/live'
import { describe, expect, test } from 'vitest'
import { Ring } from './ring.ts'

const item = (seq: number, topic: Topic = 'home:a') => ({ topic, seq, at: '', data: seq })
const ringOf = (capacity: number, ...numbers: number[]) => {
  const ring = new Ring(capacity)
  for (const seq of numbers) ring.add(item(seq))
  return ring
}
const after = (ring: Ring, seq: number, topic: Topic = 'home:a') =>
  ring.after(topic, seq)?.map((one) => one.seq) ?? null

describe('the ring', () => {
  test('knows nothing of a topic of which it has nothing', () => {
    expect(after(new Ring(4), 0)).toBeNull()
    expect(after(ringOf(4, 1), 0, 'home:b')).toBeNull()
  })

  test('gives what is behind a number that it holds, or that comes just before', () => {
    const ring = ringOf(8, 5, 6, 7)

    expect(after(ring, 4)).toEqual([5, 6, 7])
    expect(after(ring, 6)).toEqual([7])
    expect(after(ring, 7)).toEqual([])
    expect(ring.after('home:a', 4, 2)?.map((one) => one.seq)).toEqual([5, 6])
  })

  test('cannot say what is behind a number outside its interval', () => {
    const ring = ringOf(8, 5, 6, 7)

    expect(after(ring, 3)).toBeNull()
    expect(after(ring, 8)).toBeNull()
  })

  test('begins a new interval behind a hole, and drops what comes late or again', () => {
    const ring = ringOf(8, 1, 2, 5, 4, 5, 6)

    expect(after(ring, 1)).toBeNull()
    expect(after(ring, 4)).toEqual([5, 6])
  })

  test('holds so many items of all topics together, the newest', () => {
    const ring = ringOf(4, 1, 2, 3)
    ring.add(item(1, 'home:b'))
    ring.add(item(2, 'home:b'))

    expect(after(ring, 0)).toBeNull()
    expect(after(ring, 1)).toEqual([2, 3])
    expect(after(ring, 0, 'home:b')).toEqual([1, 2])
    for (let seq = 3; seq < 7; seq++) ring.add(item(seq, 'home:b'))
    expect(after(ring, 3)).toBeNull()
    expect(after(ring, 2, 'home:b')).toEqual([3, 4, 5, 6])
  })

  test('survives that an interval makes room for itself', () => {
    expect(after(ringOf(3, 1, 2, 5, 6, 7, 8, 9), 6)).toEqual([7, 8, 9])
    expect(after(ringOf(1, 1, 2, 3), 2)).toEqual([3])
    expect(after(ringOf(2, 1, 3, 5, 7), 6)).toEqual([7])
  })
})
