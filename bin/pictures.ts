import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'

const photosFolder = fileURLToPath(new URL('../../shared/data/photos', import.meta.url))

/** One picture after another: real photographs if there are any beside the checkout, else drawn ones. Always JPEG. */
export function pictures(): { readonly areReal: boolean; next(): Promise<Buffer> } {
  const files = existsSync(photosFolder) ? readdirSync(photosFolder).filter((name) => name.endsWith('.jpg')) : []
  let number = 0
  return {
    areReal: files.length > 0,
    async next() {
      const file = files[number++ % Math.max(files.length, 1)]
      return file === undefined || number > files.length ? draw(number) : readFile(path.join(photosFolder, file))
    },
  }
}

const WIDTH_PX = 1_200
const HEIGHT_PX = 900
/** The golden angle: neighbours never look alike. */
const HUE_STEP = 137.5

/** Clothes on a line, in other colours each time. */
async function draw(number: number): Promise<Buffer> {
  const hue = (number * HUE_STEP) % 360
  const clothes = Array.from({ length: 3 + (number % 3) }, (_, index) => {
    const x = 120 + index * 210
    return `<path d="M${x} 300 h150 l30 60 l-40 20 v240 h-130 v-240 l-40 -20 z" fill="hsl(${hue + index * 40} 65% 58%)"/>`
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH_PX}" height="${HEIGHT_PX}">
    <defs><linearGradient id="sky" y2="1"><stop stop-color="hsl(${hue + 180} 60% 78%)"/><stop offset="1" stop-color="hsl(${hue + 200} 50% 92%)"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#sky)"/>
    <path d="M0 290 Q600 ${320 + (number % 5) * 12} 1200 270" fill="none" stroke="#555" stroke-width="4"/>
    ${clothes.join('')}
  </svg>`
  return sharp(Buffer.from(svg)).jpeg({ quality: 85 }).toBuffer()
}
