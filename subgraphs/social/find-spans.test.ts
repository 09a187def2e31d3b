import { randomNumbers } from '@varal/testing/random-numbers'
import { describe, expect, test } from 'vitest'
import { findSpans, foldHandle, SPANS_MAX } from './find-spans.ts'
import { foldHashtag, readHashtag } from './hashtag-name.ts'

const seen = (text: string) => findSpans(text).map(({ start, end, target }) => [text.slice(start, end), target])
const handle = (written: string, handle = written.slice(1)) => [written, { kind: 'handle', handle }]
const hashtag = (written: string, name = written.slice(1)) => [written, { kind: 'hashtag', name }]
const link = (written: string, url = written) => [written, { kind: 'link', url }]

describe('the spans of a text', () => {
  test.each([
    ['hello @ada!', [handle('@ada')]],
    ['(@ada_lovelace), @Ádá.', [handle('@ada_lovelace'), handle('@Ádá', 'ada')]],
    ['@ada.b... and ＠ben', [handle('@ada.b'), handle('＠ben')]],
    ['@adaさん', [handle('@ada')]],
    ['mail ada@example.org, @adam@example.org, @ada@example.org, @@ada, @a, @-', []],
    [
      '#sea #Sea #SÃO_Paulo ＃海',
      [hashtag('#sea'), hashtag('#Sea', 'sea'), hashtag('#SÃO_Paulo', 'sao_paulo'), hashtag('＃海')],
    ],
    ['#1 #2026 #_ ##x a#b &#39; /#top #️⃣ #́x', []],
    ['#fall2026🍂 #हिन्दी', [hashtag('#fall2026'), hashtag('#हिन्दी')]],
    ['see https://example.org/a_(b)?c=1#d.', [link('https://example.org/a_(b)?c=1#d')]],
    ['https://münchen.example/ß', [link('https://münchen.example/ß', 'https://xn--mnchen-3ya.example/%C3%9F')]],
    [
      'HTTP://Example.org/@ada#x, (http://a.example)',
      [link('HTTP://Example.org/@ada#x', 'http://example.org/@ada#x'), link('http://a.example', 'http://a.example/')],
    ],
    ['node.js 3.14 www.example.org ftp://a.example mailto:a@b.example //c.example javascript:alert(1)', []],
    ['https://bank.example@evil.example/', []],
  ] as [string, unknown[]][])('of %j', (text, expected) => {
    expect(seen(text)).toEqual(expected)
  })

  test('are fifty at most', () => {
    expect(findSpans('#a '.repeat(SPANS_MAX + 10))).toHaveLength(SPANS_MAX)
  })

  test('cover exactly what they name, in order and apart, whatever is written around them', () => {
    const random = randomNumbers('spans')
    const pick = <One>(from: readonly One[]) => from[Math.floor(random() * from.length)] as One
    const around = [
      '',
      ' ',
      '\n',
      '👩‍👩‍👧',
      'é',
      'e\u0301',
      '\u0301',
      '🇧🇷',
      '海',
      '.',
      ',',
      '(',
      ')',
      '#',
      '@',
      '_',
      'ﬁ',
      '\u200d',
      'İ',
      '1',
    ]
    const named = ['#sea', '#São', '#स्त्री', '@ada', '@Bén.', 'https://example.org/🌅', 'http://x.example/(a)']
    for (let round = 0; round < 3_000; round++) {
      const text = Array.from({ length: 1 + Math.floor(random() * 12) }, () =>
        pick(random() < 0.4 ? named : around),
      ).join('')
      let last = 0
      for (const { start, end, target } of findSpans(text)) {
        expect(start).toBeGreaterThanOrEqual(last)
        expect(end).toBeGreaterThan(start)
        last = end
        const written = text.slice(start, end)
        expect(written.isWellFormed()).toBe(true)
        // No sign is taken from the letter that it belongs to.
        if (target.kind !== 'link') expect(/^\p{M}/u.test(text.slice(end))).toBe(false)
        if (target.kind === 'hashtag') expect(readHashtag(written)).toBe(target.name)
        if (target.kind === 'handle') expect(foldHandle(written.slice(1))).toBe(target.handle)
        if (target.kind === 'link') expect(written).toMatch(/^https?:\/\//)
      }
      expect(last).toBeLessThanOrEqual(text.length)
    }
  })

  test.each([
    ['http://'],
    ['#'],
    ['@a.'],
    ['#a\u0301'],
    ['https://a.example/('],
    ['@ada@'],
    ['((((http://a'],
    ['"http://a/"'],
  ])('are found in a moment, even of five thousand characters of %j', (piece) => {
    const text = piece.repeat(Math.floor(5_000 / piece.length))
    const before = performance.now()
    findSpans(text)
    expect(performance.now() - before).toBeLessThan(250)
  })
})

describe('the name of a hashtag', () => {
  test.each([
    ['São_Paulo', 'sao_paulo'],
    ['ＳＥＡ', 'sea'],
    ['Ἀθῆναι', 'αθηναι'],
    ['İstanbul', 'istanbul'],
    ['が', 'が'],
    ['й', 'й'],
    ['हिन्दी', 'हिन्दी'],
  ])('of %s is %s', (written, name) => {
    expect(foldHashtag(written)).toBe(name)
    expect(foldHashtag(name)).toBe(name)
    expect(readHashtag(`#${written}`)).toBe(name)
  })

  test('is none for what is no word, or too long', () => {
    for (const written of ['', '#', '1', '_', 'a b', 'a#b', '\u0301a', 'x'.repeat(101), '#'.repeat(9_999)]) {
      expect(readHashtag(written)).toBeNull()
    }
    expect(readHashtag('🅰'.repeat(3))).toBeNull()
    expect(readHashtag('𝒂'.repeat(100))).toBe('a'.repeat(100))
  })
})
