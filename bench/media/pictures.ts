import { decode } from '@varal/media/decoder'
import { makeRendition, planLaterRenditions, planRenditions } from '@varal/media/images/make-renditions'
import { stepWidthsPx } from '@varal/media/object-keys'
import sharp from 'sharp'
import { ssim } from 'ssim.js'

export interface Encoded {
  readonly name: string
  readonly file: Buffer
}

export interface Way {
  /** Of all threads. */
  readonly cpuS: number
  readonly files: readonly Encoded[]
}

const AVIF_WIDTH_PX = 1200

/**
 * A JPEG of 12 megapixels, drawn: clouds of all sizes, each half as large with half the contrast, as photographs have them
 * (their power falls with the square of the frequency), and hard edges where the clouds are cut.
 */
export async function photograph(): Promise<Buffer> {
  const [width, height] = [4000, 3000]
  const sum = new Float32Array(width * height * 3)
  let seed = 1
  const random = () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
    return (seed >> 16) & 255
  }
  for (let octave = 0; octave < 10; octave++) {
    const [columns, rows] = [Math.ceil(width / 2 ** octave), Math.ceil(height / 2 ** octave)]
    const noise = Buffer.from({ length: columns * rows * 3 } as ArrayLike<number>).map(random)
    const cloud = await sharp(noise, { raw: { width: columns, height: rows, channels: 3 } })
      .resize(width, height, { fit: 'fill', kernel: 'cubic' })
      .raw()
      .toBuffer()
    const contrast = 2 ** (octave - 10)
    for (let i = 0; i < sum.length; i++) sum[i]! += (cloud[i]! - 128) * contrast
  }
  const data = Buffer.alloc(sum.length)
  for (let i = 0; i < sum.length; i += 3) {
    const isLeaf = sum[i]! > 12
    for (let channel = 0; channel < 3; channel++) {
      const shade = 128 + 1.3 * (0.7 * sum[i]! + 0.3 * sum[i + channel]!)
      data[i + channel] = Math.max(0, Math.min(255, isLeaf ? shade - 50 + 20 * channel : shade))
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toBuffer()
}

/** As a server does it that takes sharp as it comes: each rendition from the file, with the library's settings. */
export const plainly = (file: Buffer) =>
  costOf(async () => {
    const files: Encoded[] = []
    for (const width of stepWidthsPx) {
      files.push({ name: `${width}.webp`, file: await sharp(file).resize({ width }).webp().toBuffer() })
    }
    const avif = await sharp(file).resize({ width: AVIF_WIDTH_PX }).avif().toBuffer()
    return [...files, { name: `${AVIF_WIDTH_PX}.avif`, file: avif }]
  })

/** As it is done here: decoded once for what people wait for, and once for what follows. `all`: the other AVIF widths, too. */
export const ours = (file: Buffer, all: boolean) =>
  costOf(async () => {
    const files: Encoded[] = []
    const first = await decode(file, 1200)
    for (const plan of planRenditions(first.width))
      if (plan.format === 'WEBP') files.push(await makeRendition(first, plan))
    const later = await decode(file, 2048)
    const plans = planLaterRenditions(later.width)
    const wanted = plans.filter(({ format, width }) => all || format === 'WEBP' || width === AVIF_WIDTH_PX)
    for (const plan of wanted) files.push(await makeRendition(later, plan))
    return files
  })

async function costOf(work: () => Promise<Encoded[]>): Promise<Way> {
  const before = process.cpuUsage()
  const files = await work()
  const { user, system } = process.cpuUsage(before)
  return { cpuS: (user + system) / 1e6, files }
}

/** How like the original a rendition is, 0 to 1: against the file itself, scaled as well as can be. */
export async function likeness(file: Buffer, rendition: Buffer): Promise<number> {
  const { data, info } = await sharp(rendition).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const original = await sharp(file)
    .resize(width, height, { fit: 'fill', fastShrinkOnLoad: false })
    .ensureAlpha()
    .raw()
    .toBuffer()
  const picture = (pixels: Buffer) => ({ data: new Uint8ClampedArray(pixels), width, height })
  return ssim(picture(original), picture(data), { downsample: 'original' }).mssim
}

/** What sharp's defaults reach with as many bytes: its quality is turned until the file is as large. */
export async function plainlyAtBytes(file: Buffer, name: string, bytes: number): Promise<Buffer> {
  const [width, format] = name.split('.') as [string, 'webp' | 'avif']
  let best: Buffer | null = null
  let [low, high] = [20, 100]
  // Five tries come near enough; the default's AVIF takes seconds a try.
  for (let tries = 0; tries < 5 && low <= high; tries++) {
    const quality = Math.floor((low + high) / 2)
    const made = await sharp(file)
      .resize({ width: Number(width) })
      [format]({ quality })
      .toBuffer()
    if (!best || Math.abs(made.length - bytes) < Math.abs(best.length - bytes)) best = made
    if (made.length > bytes) high = quality - 1
    else low = quality + 1
  }
  return best!
}
