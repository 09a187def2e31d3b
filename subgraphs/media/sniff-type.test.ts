import { describe, expect, test } from 'vitest'
import { sniffType } from './sniff-type.ts'

const file = (text: string) => Buffer.from(text, 'latin1')
const box = (bytes: number, brands: string) =>
  Buffer.concat([Buffer.from([0, 0, 0, bytes]), file(`ftyp${brands.slice(0, 4)}\0\0\0\0${brands.slice(4)}`)])

describe('the type of a file', () => {
  test.each([
    ['image/jpeg', file('\xff\xd8\xff\xe0....')],
    ['image/png', file('\x89PNG\r\n\x1a\n....')],
    ['image/gif', file('GIF87a....')],
    ['image/gif', file('GIF89a....')],
    ['image/webp', file('RIFF\0\0\0\0WEBPVP8 ')],
    ['image/avif', box(20, 'avifmif1')],
    ['image/avif', box(24, 'mif1miafavif')],
    ['image/avif', box(20, 'avismsf1')],
  ])('is %s', (type, bytes) => {
    expect(sniffType(bytes)).toBe(type)
  })

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['one byte', file('\xff')],
    ['a cut signature', file('\x89PNG\r\n')],
    ['text', file('<html>')],
    ['SVG', file('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['SVG after a comment', file('<!-- GIF89a --><svg/>')],
    ['a zip archive', file('PK\x03\x04......')],
    ['PDF', file('%PDF-1.7 ......')],
    ['TIFF', file('II*\0........')],
    ['BMP', file('BM..........')],
    ['JPEG 2000', file('\0\0\0\x0cjP  \r\n\x87\n')],
    ['JPEG XL', file('\xff\x0a..........')],
    ['a sound', file('RIFF\0\0\0\0WAVEfmt ')],
    ['a video', box(24, 'isomiso2mp41')],
    ['HEIC', box(24, 'heicmif1heic')],
    ['a brand beyond its box', box(16, 'mif1avif')],
    ['an empty box', box(0, 'mif1avif')],
  ])('is none for %s', (_what, bytes) => {
    expect(sniffType(bytes)).toBeNull()
  })
})
