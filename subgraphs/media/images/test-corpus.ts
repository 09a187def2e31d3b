import { deflateSync } from 'node:zlib'
import { blackPng, blinking, landscape, pngChunk } from '../drawn-pictures.ts'

/** What may become of a hostile file: it is shown, it has one of these faults, or either. */
export type Fate = 'READY' | 'FAILED' | 'EITHER'

export interface HostileFile {
  readonly name: string
  readonly file: Buffer
  readonly fate: Fate
}

const TRUNCATIONS = 12
const FLIPPED = 18

/** Files that strangers send, built from pictures that are drawn here: more than 150, the same at every run. */
export async function hostileFiles(): Promise<HostileFile[]> {
  const picture = () => landscape(120, 80)
  const whole: Record<string, Buffer> = {
    jpeg: await picture().jpeg().toBuffer(),
    'progressive jpeg': await picture().jpeg({ progressive: true }).toBuffer(),
    png: await picture().png().toBuffer(),
    webp: await picture().webp().toBuffer(),
    gif: await picture().gif().toBuffer(),
    avif: await picture().avif({ effort: 0 }).toBuffer(),
  }
  return [
    ...Object.entries(whole).flatMap(([name, file]) => [...truncated(name, file), ...flipped(name, file)]),
    ...Object.entries(whole).flatMap(([name, file]) => hidden(name, file)),
    ...disguised(whole),
    ...pngBombs(),
    ...(await films()),
  ]
}

/** Cut at twelve places from the first bytes to just before the end. A few bytes at the very end may be nobody's. */
function truncated(name: string, file: Buffer): HostileFile[] {
  return Array.from({ length: TRUNCATIONS }, (_, i) => {
    const length = Math.floor((file.length * i) / TRUNCATIONS)
    return { name: `${name}, cut at ${length}`, file: file.subarray(0, length), fate: 'FAILED' as const }
  })
}

/** A byte changed somewhere: it may hit what is seen, or what is not. */
function flipped(name: string, file: Buffer): HostileFile[] {
  return Array.from({ length: FLIPPED }, (_, i) => {
    const at = Math.floor((file.length * (i + 0.37)) / FLIPPED)
    const changed = Buffer.from(file)
    changed[at] = changed[at]! ^ (1 << (i % 8))
    return { name: `${name}, bit ${i % 8} of byte ${at} changed`, file: changed, fate: 'EITHER' as const }
  })
}

/** A picture and what else its bytes are: what is shown is the picture. */
function hidden(name: string, file: Buffer): HostileFile[] {
  const payloads = {
    'a page': Buffer.from('<!doctype html><script>alert(document.domain)</script>'),
    'an archive': Buffer.from('PK\x03\x04\x14\x00 and what else is in it', 'latin1'),
    'a PDF': Buffer.from('%PDF-1.7\n1 0 obj << /OpenAction 2 0 R >>'),
    'a megabyte of zeros': Buffer.alloc(2 ** 20),
  }
  return Object.entries(payloads).map(([what, payload]) => ({
    name: `${name} with ${what} behind it`,
    file: Buffer.concat([file, payload]),
    fate: name === 'avif' || name === 'webp' ? ('EITHER' as const) : ('READY' as const),
  }))
}

/** One kind of file behind the first bytes of another. */
function disguised(whole: Record<string, Buffer>): HostileFile[] {
  const { jpeg, png, webp, gif, avif } = whole as Record<string, Buffer>
  const fates: [string, Buffer][] = [
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(10_000)],
    ['a PNG behind the first bytes of a JPEG', Buffer.concat([Buffer.from('\xff\xd8\xff', 'latin1'), png!])],
    ['a JPEG behind the first bytes of a PNG', Buffer.concat([png!.subarray(0, 8), jpeg!])],
    ['a GIF behind the header of a PNG', Buffer.concat([png!.subarray(0, 33), gif!])],
    ['a WebP that says it is as large as can be', withBytes(webp!, 4, [255, 255, 255, 255])],
    ['an AVIF whose first box is endless', withBytes(avif!, 0, [0xff, 0xff, 0xff, 0xff])],
    ['a HEIC', withBytes(avif!, 8, [...Buffer.from('heic')]).subarray(0, 12)],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>')],
    ['an SVG behind an XML declaration', Buffer.from('<?xml version="1.0"?><!DOCTYPE svg><svg width="9" height="9"/>')],
    ['PostScript', Buffer.from('%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) run')],
    ['an ImageMagick script', Buffer.from("push graphic-context\nimage over 0,0 0,0 'https://example.org/x'\n")],
    ['a playlist', Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n')],
    ['a list of frames', Buffer.from("ffconcat version 1.0\nfile '../neighbour.png'\n")],
    ['TIFF', Buffer.from('II*\0\x08\0\0\0', 'latin1')],
    ['BMP', Buffer.from('BM\x36\0\0\0', 'latin1')],
    ['an icon', Buffer.from('\0\0\x01\0\x01\0', 'latin1')],
    ['OpenEXR', Buffer.from('v/1\x01', 'latin1')],
    ['JPEG 2000', Buffer.from('\0\0\0\x0cjP  \r\n\x87\n', 'latin1')],
    ['JPEG XL', Buffer.from('\xff\x0a', 'latin1')],
    ['a Windows program', Buffer.from('MZ\x90\0', 'latin1')],
    ['a Linux program', Buffer.from('\x7fELF\x02\x01', 'latin1')],
  ]
  return fates.map(([name, file]) => ({
    name,
    file,
    fate: name.startsWith('a WebP that') ? ('EITHER' as const) : ('FAILED' as const),
  }))
}

function withBytes(file: Buffer, at: number, bytes: readonly number[]): Buffer {
  const changed = Buffer.from(file)
  changed.set(bytes, at)
  return changed
}

/** Few bytes that say they are much. */
function pngBombs(): HostileFile[] {
  const small = blackPng(40, 40)
  const [start, rest] = [small.subarray(0, 33), small.subarray(33)]
  const zeros = deflateSync(Buffer.alloc(64 * 2 ** 20))
  const failed = (name: string, file: Buffer): HostileFile => ({ name, file, fate: 'FAILED' })
  const either = (name: string, chunk: Buffer): HostileFile => ({
    name,
    file: Buffer.concat([start, chunk, rest]),
    fate: 'EITHER',
  })
  return [
    failed('a PNG of 256 million pixels', blackPng(16_000, 16_000)),
    failed('a PNG just over the pixels', blackPng(7_072, 7_071)),
    failed('a PNG that is too long', blackPng(12_001, 1_000)),
    failed('a PNG that is too narrow', blackPng(10, 201)),
    failed('a PNG without width', blackPng(0, 10)),
    { name: 'a PNG without its last mark, with all its pixels', file: small.subarray(0, -12), fate: 'READY' },
    failed('a PNG whose header has a wrong sum', withBytes(small, 29, [1, 2, 3, 4])),
    failed('a GIF of 65,535 pixels each way', withBytes(Buffer.from('GIF89a\xff\xff\xff\xff\0\0\0;', 'latin1'), 0, [])),
    either('a PNG with a text of 64 MB', pngChunk('zTXt', Buffer.concat([Buffer.from('x\0\0', 'latin1'), zeros]))),
    either('a PNG with a profile of 64 MB', pngChunk('iCCP', Buffer.concat([Buffer.from('x\0\0', 'latin1'), zeros]))),
    either('a PNG with EXIF that is none', pngChunk('eXIf', Buffer.alloc(60_000, 0x4d))),
    either('a PNG with a chunk that nobody knows', pngChunk('vaRl', Buffer.alloc(1_000))),
  ]
}

const COLORS = (count: number) => Array.from({ length: count }, (_, i) => [(i * 83) % 250, (i * 41) % 250, 90] as const)

async function films(): Promise<HostileFile[]> {
  const film = await blinking(16, COLORS(1_000))
  return [
    { name: 'a GIF of 1,000 pictures', file: film, fate: 'READY' },
    { name: 'half a GIF of 1,000 pictures', file: film.subarray(0, film.length / 2), fate: 'EITHER' },
  ]
}
