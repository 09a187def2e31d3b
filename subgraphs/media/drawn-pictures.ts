import { crc32, deflateSync } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'

/** Pictures for tests: drawn here, so that tests need no files. */

type Color = readonly [red: number, green: number, blue: number]

/** A picture of `paint(x, y)`, with both in 0 to 1. */
export function painted(width: number, height: number, paint: (x: number, y: number) => Color): Sharp {
  const data = Buffer.alloc(width * height * 3)
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      data.set(paint(column / width, row / height), (row * width + column) * 3)
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
}

/** A sky over a hill: smooth and sharp parts, as photographs have. */
export const landscape = (width: number, height: number) =>
  painted(width, height, (x, y) => {
    const hill = 0.6 + 0.2 * Math.sin(x * 7)
    return y < hill ? [90 + 100 * y, 140 + 60 * y, 230] : [40 + 60 * x, 110 + 20 * Math.sin(x * 90), 50]
  })

/** Red on the left, blue on the right. */
export const redAndBlue = (width: number, height: number) =>
  painted(width, height, (x) => (x < 0.5 ? [220, 20, 20] : [20, 20, 220]))

/** As it lies in the file of a camera that was held turned: upright it is `redAndBlue`. @param orientation of EXIF, 1 to 8 */
export async function turned(width: number, height: number, orientation: number): Promise<Buffer> {
  const upright = await redAndBlue(width, height).png().toBuffer()
  const lying = await laidBack[orientation]!(upright)
  return sharp(lying).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer()
}

type Turn = (file: Buffer) => Promise<Buffer>

const quarterTurns =
  (turns: number): Turn =>
  (file) =>
    sharp(file)
      .rotate(turns * 90)
      .png()
      .toBuffer()
const mirrored: Turn = (file) => sharp(file).flop().png().toBuffer()

/** The inverse of what each orientation asks for. */
const laidBack: Record<number, Turn> = {
  1: quarterTurns(0),
  2: mirrored,
  3: quarterTurns(2),
  4: async (file) => quarterTurns(2)(await mirrored(file)),
  5: async (file) => mirrored(await quarterTurns(1)(file)),
  6: quarterTurns(3),
  7: async (file) => mirrored(await quarterTurns(3)(file)),
  8: quarterTurns(1),
}

/** A valid PNG of one bit a pixel, all black: a few kilobytes however large it is. */
export function blackPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.writeUInt8(1, 8)
  const rows = Buffer.alloc(height * (1 + Math.ceil(width / 8)))
  const parts = [pngChunk('IHDR', header), pngChunk('IDAT', deflateSync(rows)), pngChunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts])
}

export function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}

/** A GIF that shows these colours one after the other. */
export async function blinking(side: number, colors: readonly Color[]): Promise<Buffer> {
  const column = painted(side, side * colors.length, (_x, y) => colors[Math.floor(y * colors.length)]!)
  const data = await column.raw().toBuffer()
  const raw = { width: side, height: side * colors.length, channels: 3, pageHeight: side } as const
  return sharp(data, { raw })
    .gif({ delay: colors.map(() => 100) })
    .toBuffer()
}
