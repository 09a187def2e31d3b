import { describe, expect, test } from 'vitest'
import { line, paragraphs } from './plain-text.ts'

describe('text that others read', () => {
  test('is trimmed and composed', () => {
    expect(line(1, 4).parse('  cafe\u0301 ')).toBe('café')
    expect(paragraphs(0, 20).parse(' one\r\ntwo\r\n\r\n')).toBe('one\ntwo')
  })

  test('keeps emoji that are made of several characters', () => {
    expect(line(1, 60).parse('👩‍👧 ❤️ 🇧🇷')).toBe('👩‍👧 ❤️ 🇧🇷')
  })

  test.each(['', '   ', '\u200b\u2060', '\u3164'])(
    'looks empty and is refused where something is needed: %j',
    (text) => {
      expect(line(1, 60).safeParse(text).error?.issues).toMatchObject([{ code: 'too_small', minimum: 1 }])
    },
  )

  test.each(['a\nb', 'a\u0000', 'a\u001b[31m', 'a\u2028b', 'a\u202eb', 'a\u2067b'])('is refused: %j', (text) => {
    expect(line(0, 60).safeParse(text).success).toBe(false)
  })

  test('has line breaks only where it may be long, and no other control characters', () => {
    expect(paragraphs(0, 60).safeParse('a\nb').success).toBe(true)
    expect(paragraphs(0, 60).safeParse('a\u0000b').success).toBe(false)
    expect(paragraphs(0, 60).parse('a\tb')).toBe('a b')
    expect(line(0, 60).safeParse('a\nb').success).toBe(false)
  })
})
