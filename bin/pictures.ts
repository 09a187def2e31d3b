import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { drawPicture } from './draw-picture.ts'

const photosFolder = fileURLToPath(new URL('../../shared/data/photos', import.meta.url))

/** One picture after another: real photographs if there are any beside the checkout, else drawn ones. Always JPEG. */
export function pictures(): { readonly areReal: boolean; next(): Promise<Buffer> } {
  const files = existsSync(photosFolder) ? readdirSync(photosFolder).filter((name) => name.endsWith('.jpg')) : []
  let number = 0
  return {
    areReal: files.length > 0,
    async next() {
      const file = files[number++ % Math.max(files.length, 1)]
      return file === undefined || number > files.length ? drawPicture(number) : readFile(path.join(photosFolder, file))
    },
  }
}
