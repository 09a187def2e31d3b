import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { sealedCursors } from './cursors.ts'
import { connection, pageRequest } from './page.ts'

const cursors = sealedCursors('x'.repeat(32))
const options = { list: 'posts:ada', key: z.tuple([z.string(), z.number()]) }
const rows = Array.from({ length: 5 }, (_, number) => ({ at: `2026-0${number + 1}`, number }))
const keyOf = (row: (typeof rows)[number]): [string, number] => [row.at, row.number]
const codeOf = (act: () => unknown) => {
  try {
    act()
    return null
  } catch (error) {
    return (error as { extensions?: { code: string } }).extensions?.code
  }
}

describe('a page', () => {
  test('goes on behind the last row of the one before', () => {
    const request = pageRequest({ first: 2 }, cursors, options)
    const page = connection(rows.slice(0, 3), request, keyOf)

    expect(request.after).toBeNull()
    expect(page.nodes).toEqual(rows.slice(0, 2))
    expect(page.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
    const next = pageRequest({ first: 3, after: page.pageInfo.endCursor }, cursors, options)
    expect(next.after).toEqual(['2026-02', 1])
    expect(connection(rows.slice(2), next, keyOf).pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
  })

  test('may be empty', () => {
    expect(connection([], pageRequest({ first: 2 }, cursors, options), keyOf)).toEqual({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    })
  })

  test('has 1 to 100 rows, or as many as the list allows', () => {
    for (const first of [0, -1, 101, 2_147_483_647])
      expect(codeOf(() => pageRequest({ first }, cursors, options))).toBe('BAD_REQUEST')
    expect(codeOf(() => pageRequest({ first: 6 }, cursors, { ...options, firstMax: 5 }))).toBe('BAD_REQUEST')
    for (const first of [1, 100]) expect(pageRequest({ first }, cursors, options).first).toBe(first)
  })

  test('is not found by a cursor of another list, an altered one, or anything else', () => {
    const { sealKey } = pageRequest({ first: 2 }, cursors, options)
    const cursor = sealKey(['a', 1])
    const foreign = [
      cursors.seal('posts:ben', ['a', 1]),
      cursors.seal('posts:ada', 'a'),
      `${cursor.slice(0, -1)}${cursor.endsWith('A') ? 'B' : 'A'}`,
      `${cursor}=`,
      '',
      'x',
    ]
    for (const after of foreign)
      expect(
        codeOf(() => pageRequest({ first: 2, after }, cursors, options)),
        after,
      ).toBe('CURSOR_EXPIRED')
    expect(pageRequest({ first: 2, after: cursor }, cursors, options).after).toEqual(['a', 1])
    expect(pageRequest({ first: 2, after: null }, cursors, options).after).toBeNull()
  })
})
