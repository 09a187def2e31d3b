import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { sealedCursors } from './cursors.ts'

const cursors = sealedCursors('x'.repeat(32))
const shape = z.tuple([z.string(), z.number()])

describe('a cursor', () => {
  test('opens for the purpose for which it was sealed, and gives its position', () => {
    const cursor = cursors.seal('list', ['ção', 7])

    expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/)
    expect(cursors.open('list', cursor, shape)).toEqual(['ção', 7])
    expect(cursors.open('other', cursor, shape)).toBeNull()
    expect(cursors.open('list', cursor, z.string())).toBeNull()
    expect(sealedCursors('y'.repeat(32)).open('list', cursor, shape)).toBeNull()
  })

  test('does not open when any of its characters is altered, added or left out', () => {
    const cursor = cursors.seal('list', ['a', 7])
    for (let at = 0; at < cursor.length; at++) {
      for (const other of ['A', '_', '=', '\n', 'é', '']) {
        const altered = cursor.slice(0, at) + other + cursor.slice(at + 1)
        if (altered !== cursor) expect(cursors.open('list', altered, shape), altered).toBeNull()
        expect(cursors.open('list', `${cursor.slice(0, at)}!${cursor.slice(at)}`, shape)).toBeNull()
      }
      // The last character has spare bits, which decoders ignore.
      const neighbour = String.fromCharCode(cursor.charCodeAt(at) + 1)
      expect(cursors.open('list', cursor.slice(0, at) + neighbour + cursor.slice(at + 1), shape)).toBeNull()
    }
  })

  test('is no cursor when it is empty, long or anything else', () => {
    for (const text of ['', 'x', 'null', 'A'.repeat(16), 'A'.repeat(100_000), '\0', '{"a":1}']) {
      expect(cursors.open('list', text, shape)).toBeNull()
    }
  })

  test('may stand at a position that is falsy', () => {
    expect(cursors.open('list', cursors.seal('list', 0), z.number())).toBe(0)
  })

  test('is keyed in its hashes too', () => {
    expect(cursors.hash('a')).toMatch(/^[0-9a-f]{64}$/)
    expect(cursors.hash('a')).not.toBe(sealedCursors('y'.repeat(32)).hash('a'))
  })
})
