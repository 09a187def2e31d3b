import { Redis } from 'ioredis'
import type { Cache } from './cache.ts'

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
    async [Symbol.asyncDispose]() {
      redis.disconnect()
    },
  }
}
