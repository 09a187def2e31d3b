import { Redis } from 'ioredis'
import { type Cache, LINES_MAX } from './cache.ts'

/** How long a command waits for a Redis that is away, before its caller goes on without. */
const COMMAND_TIMEOUT_MS = 500

/** @param prefix keeps systems that share a Redis apart. */
export function redisCache(url: string, prefix: string): Cache {
  const redis = new Redis(url, {
    keyPrefix: `${prefix}:`,
    commandTimeout: COMMAND_TIMEOUT_MS,
    // A connection on which nothing comes back is replaced.
    socketTimeout: 2_000,
    maxRetriesPerRequest: 1,
    // What has failed is not done later: by then its caller has gone on.
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt) => Math.min(attempt * 50, 1_000),
  })
  redis.defineCommand('takePoints', { numberOfKeys: 1, lua: TAKE })
  redis.defineCommand('appendLine', { numberOfKeys: 1, lua: APPEND })
  const scripts = redis as unknown as Scripts
  // Commands fail and say so; without a listener the connection's own errors would end the process.
  redis.on('error', () => {})

  return {
    async get(key) {
      const json = await redis.get(key)
      return json === null ? null : JSON.parse(json)
    },
    async set(key, value, ttlMs) {
      await redis.set(key, JSON.stringify(value), 'PX', Math.ceil(ttlMs))
    },
    async delete(keys) {
      if (keys.length > 0) await redis.del(...keys)
    },
    async count(key, ttlMs) {
      const [[failure, sum] = [new Error('Redis gave no answer')]] =
        (await redis.multi().incr(key).pexpire(key, Math.ceil(ttlMs), 'NX').exec()) ?? []
      if (failure) throw failure
      return Number(sum)
    },
    async take(key, { points, fillMs }, least, most) {
      const [taken, left] = await scripts.takePoints(key, points, Math.ceil(fillMs), least, most)
      return { taken, left }
    },
    async append(key, line, ttlMs) {
      await scripts.appendLine(key, JSON.stringify(line), Math.ceil(ttlMs))
    },
    async linesAfter(key, place) {
      const found = await redis.xrange(key, place === null ? '-' : `(${place}`, '+', 'COUNT', LINES_MAX)
      return { lines: found.map(([, [, json]]) => JSON.parse(json ?? 'null')), place: found.at(-1)?.[0] ?? place }
    },
    async [Symbol.asyncDispose]() {
      redis.disconnect()
    },
  }
}

interface Scripts {
  takePoints(key: string, points: number, fillMs: number, least: number, most: number): Promise<[number, number]>
  appendLine(key: string, json: string, ttlMs: number): Promise<void>
}

/** Atomic, by the clock of the server: the clocks of those who take may be wrong. If it is set back, nothing fills. */
const TAKE = `
  local points, fill, least, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
  local time = redis.call('TIME')
  local now = time[1] * 1000 + time[2] / 1000
  local held = redis.call('HMGET', KEYS[1], 'left', 'at')
  local left, at = tonumber(held[1]) or points, tonumber(held[2]) or now
  left = math.min(points, left + math.max(0, now - at) * points / fill)
  local taken = 0
  if least <= left then taken = math.min(math.floor(left), most) end
  left = math.min(points, left - taken)
  redis.call('HSET', KEYS[1], 'left', string.format('%.6f', left), 'at', string.format('%.3f', now))
  redis.call('PEXPIRE', KEYS[1], fill)
  return { taken, math.floor(left) }
`

/** A stream, whose places only grow, whatever the clock does. */
const APPEND = `
  local id = redis.call('XADD', KEYS[1], '*', 'line', ARGV[1])
  local atMs = tonumber(string.match(id, '^%d+'))
  redis.call('XTRIM', KEYS[1], 'MINID', '~', string.format('%.0f', atMs - tonumber(ARGV[2])))
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
`
