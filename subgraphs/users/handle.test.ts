import { describe, expect, test } from 'vitest'
import { readHandle } from './handle.ts'

describe('a handle', () => {
  test.each([
    ['ada', 'ada'],
    ['ADA', 'ada'],
    ['Ádâ', 'ada'],
    ['a\u0301da', 'ada'],
    ['ＡＤＡ', 'ada'],
    ['ﬁona', 'fiona'],
    ['İpek', 'ipek'],
    [' ada ', 'ada'],
    ['a_b.c', 'a_b.c'],
    ['0day', '0day'],
  ])('%s is kept as %s', (written, kept) => {
    expect(readHandle(written)).toBe(kept)
    expect(readHandle(kept)).toBe(kept)
  })

  test.each(['', 'ab', '_ada', '.ada', 'a-b-c', 'a b c', 'a\u0000bc', 'straße', 'ыыы', 'a'.repeat(31), null, 7])(
    '%j is nobody’s',
    (written) => {
      expect(readHandle(written)).toBeNull()
    },
  )
})
