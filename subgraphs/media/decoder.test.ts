import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { probe } from './decoder.ts'
import { landscape } from './drawn-pictures.ts'

describe('the decoder', () => {
  test('reads no format but the accepted ones, whoever asks in this process', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    const refused = [
      svg,
      await landscape(9, 9).tiff().toBuffer(),
      Buffer.from('P6 1 1 255 abc'),
      Buffer.from('%PDF-1.7'),
    ]
    for (const file of refused) await expect(sharp(file).metadata()).rejects.toThrow('unsupported image format')
  })

  test('opens no files by their names', async () => {
    await expect(sharp(import.meta.filename).metadata()).rejects.toThrow()
    await expect(sharp('/etc/hostname').metadata()).rejects.toThrow()
  })

  test('does not take one format for another', async () => {
    const png = await landscape(9, 9).png().toBuffer()
    expect(await probe(png, 'image/png')).toEqual({ width: 9, height: 9, frames: 1 })
    await expect(probe(png, 'image/jpeg')).rejects.toMatchObject({ fault: 'NOT_AN_IMAGE' })
    await expect(probe(png, 'image/avif')).rejects.toMatchObject({ fault: 'NOT_AN_IMAGE' })
  })
})
