import type { MimeType } from './limits.ts'

/** What a file says it is in its first bytes; null if it is no image of a kind that we accept. */
export function sniffType(file: Buffer): MimeType | null {
  const startsWith = (signature: string, at = 0) => file.toString('latin1', at, at + signature.length) === signature

  if (startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (startsWith('GIF87a') || startsWith('GIF89a')) return 'image/gif'
  if (startsWith('RIFF') && startsWith('WEBP', 8)) return 'image/webp'
  if (startsWith('ftyp', 4) && brandsOf(file).some((brand) => brand === 'avif' || brand === 'avis')) return 'image/avif'
  return null
}

const BRANDS_MAX = 32

/** Of an ISO base media file: the major brand, a version, then the compatible brands, four characters each. */
function brandsOf(file: Buffer): string[] {
  const end = Math.min(file.readUInt32BE(0), file.length, 16 + 4 * BRANDS_MAX)
  const brands = [file.toString('latin1', 8, 12)]
  for (let at = 16; at + 4 <= end; at += 4) brands.push(file.toString('latin1', at, at + 4))
  return brands
}
