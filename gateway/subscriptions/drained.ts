import type { Writable } from 'node:stream'

const atOnce = Promise.resolve()

/** Resolves when there is room again for what is written, or when nothing can be written any more. */
export function drained(stream: Writable): Promise<void> {
  if (!stream.writableNeedDrain || stream.destroyed) return atOnce
  const { promise, resolve } = Promise.withResolvers<void>()
  const done = () => {
    stream.off('drain', done).off('close', done)
    resolve()
  }
  stream.once('drain', done).once('close', done)
  return promise
}
