import { openPicture, type Picture } from '../decoder.ts'

/** Of the small grey picture, and of its slow changes that are looked at. */
const SIDE_PX = 32
const LOW = 8

/**
 * 64 bits of what a picture looks like from afar, as a signed number: which of its 64 slowest waves (of a discrete cosine
 * transform) are stronger than the median. Pictures that differ in up to ten bits look alike; of others half differ.
 * Source: Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010, section 3.2.1.
 */
export async function perceptualHash(picture: Picture): Promise<bigint> {
  const grey = await openPicture(picture)
    .flatten({ background: 'white' })
    .resize(SIDE_PX, SIDE_PX, { fit: 'fill' })
    .greyscale()
    .raw()
    .toBuffer()
  const waves = lowWaves(grey)
  // The mean brightness, which comes first, says nothing about what is seen.
  const median = waves.slice(1).sort((one, other) => one - other)[Math.floor((waves.length - 1) / 2)]!
  const bits = waves.reduce((sum, wave) => (sum << 1n) | (wave > median ? 1n : 0n), 0n)
  return BigInt.asIntN(64, bits)
}

function lowWaves(grey: Buffer): number[] {
  const waves: number[] = []
  for (let v = 0; v < LOW; v++) {
    for (let u = 0; u < LOW; u++) {
      let wave = 0
      for (let y = 0; y < SIDE_PX; y++) {
        for (let x = 0; x < SIDE_PX; x++) wave += grey[y * SIDE_PX + x]! * cosine(u, x) * cosine(v, y)
      }
      waves.push(wave)
    }
  }
  return waves
}

const cosines = Array.from({ length: LOW * SIDE_PX }, (_, i) => {
  const [frequency, place] = [Math.floor(i / SIDE_PX), i % SIDE_PX]
  return Math.cos(((2 * place + 1) * frequency * Math.PI) / (2 * SIDE_PX))
})
const cosine = (frequency: number, place: number) => cosines[frequency * SIDE_PX + place]!
