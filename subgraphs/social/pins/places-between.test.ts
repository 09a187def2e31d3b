import { randomNumbers } from '@varal/testing/random-numbers'
import { describe, expect, test } from 'vitest'
import { placesBetween } from './places-between.ts'

describe('places between two others', () => {
  test('stand between them, from the highest to the lowest, and never end in zero', () => {
    for (const [below, above] of [
      ['', null],
      ['8', '9'],
      ['8', '81'],
      ['7fff', '8'],
      ['', '0001'],
      ['f', null],
    ] as const) {
      for (const count of [1, 2, 15, 16, 17, 100]) {
        const places = placesBetween(below, above, count)
        expect(places).toHaveLength(count)
        expect(places).toEqual([...new Set(places)].sort().reverse())
        expect(places.every((place) => place > below && (above === null || place < above))).toBe(true)
        expect(places.every((place) => /^[0-9a-f]*[1-9a-f]$/.test(place))).toBe(true)
      }
    }
  })

  test('keep a list in order that is arranged at random, a thousand times', () => {
    const random = randomNumbers('places')
    const list = placesBetween('', null, 3)
    for (let one = 0; one < 1_000; one++) {
      const at = Math.floor(random() * (list.length + 1))
      const [place] = placesBetween(list[at] ?? '', list[at - 1] ?? null, 1)
      list.splice(at, 0, place as string)
    }
    expect(list).toEqual([...new Set(list)].sort().reverse())
    expect(Math.max(...list.map(({ length }) => length))).toBeLessThan(20)
  })

  test('grow by a digit for four that are put into one gap after each other', () => {
    let below = '8'
    for (let one = 0; one < 400; one++) below = placesBetween(below, '9', 1)[0] as string
    expect(below.length).toBeLessThan(110)
  })

  test('are not found between a place and itself, or a lower one', () => {
    expect(() => placesBetween('8', '8', 1)).toThrow()
    expect(() => placesBetween('9', '8', 1)).toThrow()
  })
})
