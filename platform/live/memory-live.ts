import type { Live, LiveHint, LiveItem } from './live.ts'

/** For when everything runs in one process. */
export function memoryLive(): Live {
  const listeners = new Set<(news: LiveItem | LiveHint) => void>()
  return {
    push(news) {
      for (const one of news) for (const heard of listeners) heard(one)
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
