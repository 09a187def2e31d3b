import type { Live, LiveItem } from './live.ts'

/** For when everything runs in one process. */
export function memoryLive(): Live {
  const listeners = new Set<(item: LiveItem) => void>()
  return {
    push(items) {
      for (const item of items) for (const heard of listeners) heard(item)
    },
    listen(heard) {
      listeners.add(heard)
      return { [Symbol.dispose]: () => void listeners.delete(heard) }
    },
    async [Symbol.asyncDispose]() {
      listeners.clear()
    },
  }
}
