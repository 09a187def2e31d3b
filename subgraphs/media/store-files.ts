import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Job } from '@varal/platform/handlers'

const types: Record<string, string> = {
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.mp4': 'video/mp4',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.vtt': 'text/vtt',
}

type Store = Pick<Job, 'objects' | 'signal'>

export const typeOf = (name: string) => types[extname(name)] ?? 'application/octet-stream'

/** Stores files of the job's folder under their names behind `prefix`, one after the other: none is held in memory. */
export async function storeFiles(folder: string, names: readonly string[], prefix: string, { objects, signal }: Store) {
  for (const name of names) {
    signal.throwIfAborted()
    const path = join(folder, name)
    const { size: bytes } = await stat(path)
    await objects.put('renditions', `${prefix}${name}`, { stream: createReadStream(path), bytes }, typeOf(name))
  }
}

export const storeText = ({ objects }: Store, key: string, text: string) =>
  objects.put('renditions', key, Buffer.from(text), typeOf(key))
