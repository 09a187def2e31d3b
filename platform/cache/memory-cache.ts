import type { Clock } from '../clock.ts'
import type { Cache } from './cache.ts'

/** Within one process. For tests, and for when there is no Redis. */
export function memoryCache(clock: Clock): Cache {
  const entries = new Map<string, { readonly json: string; readonly endsMs: number }>()

  function held(key: string) {
    const entry = entries.get(key)
    if (entry && entry.endsMs > clock.now().getTime()) return entry
    entries.delete(key)
    return null
  }

  return {
    async get(key) {
      const entry = held(key)
      return entry ? JSON.parse(entry.json) : null
    },
    async set(key, value, ttlMs) {
      if (entries.size >= ENTRIES_MAX && !entries.has(key)) entries.delete(entries.keys().next().value as string)
      entries.set(key, { json: JSON.stringify(value), endsMs: clock.now().getTime() + ttlMs })
    },
    async delete(keys) {
      for (const key of keys) entries.delete(key)
    },
    async count(key, ttlMs) {
      const entry = held(key)
      const sum = entry ? Number(entry.json) + 1 : 1
      entries.set(key, { json: String(sum), endsMs: entry?.endsMs ?? clock.now().getTime() + ttlMs })
      return sum
    },
    async [Symbol.asyncDispose]() {
      entries.clear()
    },
  }
}

const ENTRIES_MAX = 10_000
