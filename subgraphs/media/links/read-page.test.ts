import { describe, expect, test } from 'vitest'
import { canonicalAddress } from './link-address.ts'
import { pageText, shortLine } from './page-text.ts'
import { readPage } from './read-page.ts'

const at = 'https://site.example/a/b'

describe('what a page says of itself', () => {
  test('is read from Open Graph before Twitter cards before plain HTML', () => {
    const html = `<svg><title>An icon</title></svg><title> Plain </title><meta name="twitter:title" content="Card">
      <meta name=description content="About"><meta property="og:image" content="../c.jpg">
      <link rel="icon" type="image/svg+xml" href="/i.svg"><link rel="apple-touch-icon" href="/i.png">`
    expect(readPage(html, at)).toEqual({
      title: 'Card',
      description: 'About',
      siteName: null,
      pictureUrl: 'https://site.example/c.jpg',
      iconUrl: 'https://site.example/i.png',
      oembedUrl: null,
    })
    expect(readPage('<svg><title>No</title></svg><title>Yes</title>', at).title).toBe('Yes')
  })

  test('leads nowhere but into the web', () => {
    for (const href of ['javascript:alert(1)', 'data:image/png;base64,AA', 'file:///etc/passwd'])
      expect(readPage(`<meta property="og:image" content="${href}">`, at).pictureUrl).toBeNull()
  })

  test.each([
    ['10,000 nested elements', '<b>'.repeat(10_000)],
    ['a megabyte of nested elements', '<b>'.repeat(330_000)],
    ['a huge attribute', `<meta name="description" content="${'x'.repeat(2 ** 20)}">`],
    ['a tag without end', `<meta ${'a=b '.repeat(250_000)}`],
    ['closing tags of nothing', '</p></b>'.repeat(130_000)],
  ])('of %s is read within a second', (_what, html) => {
    const began = performance.now()
    const { title, description } = readPage(`<title>t</title>${html}`, at)
    expect(performance.now() - began).toBeLessThan(1_000)
    expect(title).toBe('t')
    expect((description ?? '').length).toBeLessThanOrEqual(5_000)
  })
})

describe('the text of a page', () => {
  const latin1 = Buffer.from('<meta charset="iso-8859-1">Caf\xe9', 'latin1')

  test.each([
    ['its header', Buffer.from('Caf\xe9', 'latin1'), 'text/html; charset="ISO-8859-1"'],
    ['itself', latin1, 'text/html'],
    ['its byte order mark, against its header', Buffer.from('\ufeffCafé'), 'text/html; charset=latin1'],
    ['UTF-8, if it names what does not exist', Buffer.from('Café'), 'text/html; charset=no-such-thing'],
  ])('is read as %s says', (_what, body, type) => {
    expect(pageText(body, type)).toContain('Café')
  })

  test('becomes one line without control characters, shortened where it is long', () => {
    expect(shortLine(' a\n\tb\u202ec\0 ', 10)).toBe('a b c')
    expect(shortLine('x'.repeat(300), 200)).toHaveLength(200)
    expect(shortLine('\n ', 10)).toBeNull()
  })
})

test('an address is the same without its fragment and what counts visitors, and with all else', () => {
  expect(canonicalAddress('https://A.example?utm_source=x&b=1&fbclid=2#top')).toBe('https://a.example/?b=1')
  expect(canonicalAddress('https://a.example/?q=a%20b&c')).toBe('https://a.example/?q=a%20b&c')
})
