import type { Clock } from '../clock.ts'
import { type Cache, LINES_MAX } from './cache.ts'

interface Line {
  readonly number: number
  readonly json: string
  readonly endsMs: number
}

/** Within one process. For tests, and for when there is no Redis. */
export function memoryCache(clock: Clock): Cache {
  const entries = new Map<string, { readonly json: string; readonly endsMs: number }>()

  function held(key: string) {
    const entry = entries.get(key)
    if (entry && entry.endsMs > clock.now().getTime()) return entry
    entries.delete(key)
    return null
  }

  function put(key: string, value: unknown, ttlMs: number): void {
    if (entries.size >= ENTRIES_MAX && !entries.has(key)) entries.delete(entries.keys().next().value as string)
    entries.set(key, { json: JSON.stringify(value), endsMs: clock.now().getTime() + ttlMs })
  }
  const logs = new Map<string, Line[]>()
  let linesSoFar = 0
  const liveLines = (key: string) => {
    const nowMs = clock.now().getTime()
    return (logs.get(key) ?? []).filter(({ endsMs }) => endsMs > nowMs)
  }

  return {
    async get(key) {
      const entry = held(key)
      return entry ? JSON.parse(entry.json) : null
    },
    async set(key, value, ttlMs) {
      put(key, value, ttlMs)
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
    async take(key, { points, fillMs }, least, most) {
      const nowMs = clock.now().getTime()
      const entry = held(key)
      const known: { left: number; atMs: number } = entry ? JSON.parse(entry.json) : { left: points, atMs: nowMs }
      // A clock that was set back fills nothing.
      const filled = known.left + (Math.max(0, nowMs - known.atMs) * points) / fillMs
      const before = Math.min(points, filled)
      const taken = least <= before ? Math.min(Math.floor(before), most) : 0
      const left = Math.min(points, before - taken)
      put(key, { left, atMs: nowMs }, fillMs)
      return { taken, left: Math.floor(left) }
    },
    async append(key, line, ttlMs) {
      const lines = liveLines(key).slice(-(LOG_LINES_MAX - 1))
      lines.push({ number: ++linesSoFar, json: JSON.stringify(line), endsMs: clock.now().getTime() + ttlMs })
      logs.set(key, lines)
    },
    async linesAfter(key, place) {
      const lines = liveLines(key).filter(({ number }) => number > Number(place ?? 0))
      const page = lines.slice(0, LINES_MAX)
      return {
        lines: page.map(({ json }) => JSON.parse(json)),
        place: page.length > 0 ? String(page.at(-1)?.number) : place,
      }
    },
    async [Symbol.asyncDispose]() {
      entries.clear()
      logs.clear()
    },
  }
}

const ENTRIES_MAX = 10_000
const LOG_LINES_MAX = 10_000
