import { describe, expect, test } from 'vitest'
import { webAddress } from './web-address.ts'

describe('a web address', () => {
  test.each([
    ['https://example.org', 'https://example.org/'],
    [' HTTP://Example.org/A?b#c ', 'http://example.org/A?b#c'],
    ['https://bücher.example/ä', 'https://xn--bcher-kva.example/%C3%A4'],
    ['https://аррӏе.com', 'https://xn--80ak6aa92e.com/'],
  ])('%s is kept as %s', (written, kept) => {
    expect(webAddress(500).parse(written)).toBe(kept)
  })

  test.each([
    '',
    'example.org',
    '/me',
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://example.org',
    'https://',
    'https://bank.example@elsewhere.example',
    'https://:secret@example.org',
    `https://example.org/${'a'.repeat(500)}`,
    `https://example.org/${'ä'.repeat(200)}`,
  ])('is refused: %s', (written) => {
    expect(webAddress(500).safeParse(written).success).toBe(false)
  })
})
