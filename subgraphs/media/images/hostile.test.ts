import sharp from 'sharp'
import { expect, test } from 'vitest'
import { decode, probe } from '../decoder.ts'
import { sniffType } from '../sniff-type.ts'
import { UnusableFile } from '../unusable-file.ts'
import { makeRendition, planRenditions } from './make-renditions.ts'
import { placeholderOf } from './placeholder.ts'
import { hostileFiles } from './test-corpus.ts'

const FATE_MS_MAX = 30_000
const MEMORY_BYTES_MAX = 2 ** 30

/** What processing makes of a file, without its store and its table: a picture, or its fault. */
async function fateOf(file: Buffer): Promise<string> {
  try {
    const type = sniffType(file)
    if (!type) throw new UnusableFile('NOT_AN_IMAGE')
    const { width, height } = await probe(file, type)
    const picture = await decode(file, 1_200)
    await placeholderOf(picture)
    const [plan] = planRenditions(picture.width)
    const rendition = await makeRendition(picture, plan!)
    const found = await sharp(rendition.file).metadata()
    const isRight = found.format === 'webp' && Math.abs(found.width / found.height - width / height) < 0.05
    return isRight && !found.exif && !found.icc ? 'READY' : 'WRONG'
  } catch (error) {
    if (error instanceof UnusableFile) return error.fault
    throw error
  }
}

test('each of 150 hostile and damaged files is a picture or has a fault, within 30 s and a gigabyte', async () => {
  const files = await hostileFiles()
  expect(files.length).toBeGreaterThanOrEqual(150)
  const surprises: string[] = []
  for (const { name, file, fate } of files) {
    const beganMs = performance.now()
    const found = await fateOf(file).catch((error: unknown) => `a fault of ours: ${error}`)
    const tookMs = performance.now() - beganMs
    const isExpected =
      /^[A-Z_]+$/.test(found) && found !== 'WRONG' && (fate === 'EITHER' || (fate === 'READY') === (found === 'READY'))
    if (!isExpected || tookMs > FATE_MS_MAX) surprises.push(`${name}: ${found} after ${Math.round(tookMs)} ms`)
  }
  expect(surprises).toEqual([])
  expect(process.memoryUsage.rss()).toBeLessThan(MEMORY_BYTES_MAX)
}, 300_000)
