import { describe, expect, test } from 'vitest'
import { RESULTS_MAX, ResultLog } from './result-log.ts'
import { StreamResult } from './stream-result.ts'

const result = (cursor: string | null, type = 'Happened') =>
  new StreamResult(JSON.stringify({ data: { activity: { __typename: type, cursor } } }))
const logOf = (...cursors: (string | null)[]) => {
  const log = new ResultLog()
  for (const cursor of cursors) log.append(result(cursor))
  return log
}
const cursors = (log: ResultLog) =>
  Array.from({ length: log.end - log.first }, (_, index) => log.at(log.first + index).item.cursor)

describe('a log of results', () => {
  test('says where to go on after a cursor that it has seen', () => {
    const log = logOf('a', 'b', 'c')
    expect(['a', 'b', 'c', 'd'].map((cursor) => log.behind(cursor))).toEqual([1, 2, 3, null])
  })

  test('goes on behind the checkpoint that has the cursor of the item before it', () => {
    const log = logOf('a')
    log.append(result('a', 'StreamCheckpoint'))
    expect(log.behind('a')).toBe(2)
  })

  test('forgets the oldest, but still knows what comes after the last that it forgot', () => {
    const log = logOf(...Array.from({ length: RESULTS_MAX + 3 }, (_, index) => `c${index}`))
    expect([log.first, log.end]).toEqual([3, RESULTS_MAX + 3])
    expect(['c1', 'c2', 'c3'].map((cursor) => log.behind(cursor))).toEqual([null, 3, 4])
  })

  test('knows nothing of what came before a result without a cursor that it forgot', () => {
    const log = logOf('a', null, ...Array.from({ length: RESULTS_MAX }, (_, index) => `c${index}`))
    expect(log.behind('a')).toBeNull()
    expect(log.behind('c0')).toBe(3)
  })

  test('is bounded in characters, but for the last', () => {
    const log = new ResultLog()
    for (const cursor of ['a', 'b', 'c'])
      log.append(new StreamResult(JSON.stringify({ data: { x: { cursor, text: 'x'.repeat(600_000) } } })))
    expect(cursors(log)).toEqual(['c'])
  })

  test('reaches further back when what came before is added', () => {
    const log = logOf('c', 'd')
    expect(log.prepend('base', [result('a'), result('b')])).toBe(true)
    expect(cursors(log)).toEqual(['a', 'b', 'c', 'd'])
    expect(['base', 'a', 'b', 'c'].map((cursor) => log.behind(cursor))).toEqual([-2, -1, 0, 1])
    for (let index = 0; index < RESULTS_MAX; index++) log.append(result(`n${index}`))
    expect(['base', 'a', 'b', 'c', 'd'].map((cursor) => log.behind(cursor))).toEqual([null, null, null, null, 2])
  })

  test('does not reach back further than there is room', () => {
    const log = logOf('x')
    expect(
      log.prepend(
        'base',
        Array.from({ length: RESULTS_MAX }, (_, index) => result(`c${index}`)),
      ),
    ).toBe(false)
    expect(cursors(log)).toEqual(['x'])
    expect(log.behind('base')).toBeNull()
  })
})
