import { describe, expect, test } from 'vitest'
import { wordsOf } from './words.ts'

describe('the words of a text', () => {
  test.each([
    ['Ana_Clara São-João', ['ana', 'clara', 'são', 'joão']],
    ['#golden hour, at 6h30!', ['golden', 'hour', 'at', '6h30']],
    ['sa\u0303o', ['são']],
    ["it's 🌅🌊", ['it', 's', '🌅', '🌊']],
    ['नमस्ते दुनिया', ['नमस्ते', 'दुनिया']],
    ['東京 ½', ['東京', '½']],
    [' \u0000\n…', []],
    ['\ud800', []],
  ])('of %j are %j', (text, words) => {
    expect(wordsOf(text)).toEqual(words)
  })

  test('are bounded in length and in number', () => {
    expect(wordsOf('𝒳'.repeat(5_000))).toEqual(['𝒳'.repeat(64)])
    expect(wordsOf('a '.repeat(5_000))).toHaveLength(1_000)
  })
})
