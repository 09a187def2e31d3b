import { expect, test } from 'vitest'
import { matchesOf } from './matches.ts'

const matches = (text: string, phrase: string, wholeWord = true) => matchesOf([{ phrase, wholeWord }], text).length > 0

test.each([
  ['São Paulo', 'We love SAO  paulo!'],
  ['cafe', 'un CAFÉ, por favor'],
  ['straße', 'in der STRASSE', false],
  ['İstanbul', 'istanbul at night'],
  ['ﬁlm', 'a new film'],
  ['#cats', 'so many#cats'],
  ['🌅', 'first🌅light'],
  ['c++', 'c++, and d'],
  ['日本', '日本 は', true],
])('%s is found in %s', (phrase, text, isFound = true) => {
  expect(matches(text, phrase)).toBe(isFound)
})

test('a whole word is not found inside of a longer one, but is behind it', () => {
  expect(matches('concatenate', 'cat')).toBe(false)
  expect(matches('concatenate', 'cat', false)).toBe(true)
  expect(matches('concatenate the cat', 'cat')).toBe(true)
  expect(matches('cat_2', 'cat')).toBe(false)
  expect(matches('𝔠at', 'at')).toBe(false)
  expect(matches('x\u{20000}cat', 'cat')).toBe(false)
})

test('what is empty once folded matches nothing, and there is nothing in no text', () => {
  expect(matches('anything', '\u0301')).toBe(false)
  expect(matchesOf([{ phrase: 'a', wholeWord: false }], null)).toEqual([])
})

test('two hundred filters of a hundred characters take a long text without backtracking', () => {
  const filters = Array.from({ length: 200 }, () => ({ phrase: `${'a'.repeat(99)}b`, wholeWord: true }))
  const startMs = performance.now()
  expect(matchesOf(filters, 'a'.repeat(5_000))).toEqual([])
  expect(performance.now() - startMs).toBeLessThan(2_000)
})
