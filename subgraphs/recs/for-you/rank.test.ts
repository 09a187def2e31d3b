import type { PostId } from '@varal/schema/ids'
import { describe, expect, test } from 'vitest'
import { type CandidateSource, rank } from './rank.ts'

const from = (source: CandidateSource, ids: string) => [...ids].map((id) => ({ id: id as PostId, source }))
const shown = (...candidates: Parameters<typeof rank>[0][number][]) =>
  rank(candidates)
    .map(({ id, source }) => `${id}${source[0]}`)
    .join(' ')

describe('the ranking', () => {
  test('takes from both sources by turns, each in its order', () => {
    expect(shown(...from('POPULAR', 'abc'), ...from('FRESH', 'xyz'))).toBe('aP xF bP yF cP zF')
  })

  test('takes what both have once', () => {
    expect(shown(...from('POPULAR', 'abc'), ...from('FRESH', 'abd'))).toBe('aP bF cP dF')
  })

  test('goes on with one source when the other has no more', () => {
    expect(shown(...from('POPULAR', 'a'), ...from('FRESH', 'wxyz'))).toBe('aP wF xF yF zF')
    expect(shown(...from('POPULAR', 'abc'))).toBe('aP bP cP')
    expect(shown()).toBe('')
  })

  test('ends at five hundred', () => {
    const many = (source: CandidateSource) =>
      Array.from({ length: 500 }, (_, index) => ({ id: `${source}${index}` as PostId, source }))
    expect(rank([...many('POPULAR'), ...many('FRESH')])).toHaveLength(500)
  })
})
