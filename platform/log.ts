import { type Logger, pino } from 'pino'
import { loggableFault } from './faults.ts'

export type { Logger }

/** What must never be logged, wherever it stands in what is logged. */
const SECRETS = new Set([
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'authorization',
  'email',
  'address',
  'cookie',
])
/** What lies deeper is left out. */
const DEPTH_MAX = 6

/** JSON lines. @param destination a file, or standard error if absent. */
export function createLog(level: string, destination?: string): Logger {
  return pino(
    {
      level,
      base: null,
      serializers: { err: (fault) => loggableFault(fault) },
      formatters: { log: (fields) => withoutSecrets(fields, 0) as Record<string, unknown> },
      // For what a child logger is given, which no formatter sees.
      redact: [...SECRETS],
    },
    pino.destination(destination ? { dest: destination, mkdir: true, sync: false } : { dest: 2, sync: false }),
  )
}

function withoutSecrets(value: unknown, depth: number): unknown {
  // An error has its own serializer, which lets nothing through that is not named there.
  if (typeof value !== 'object' || value === null || value instanceof Error || value instanceof Date) return value
  if (depth === DEPTH_MAX) return '[…]'
  if (Array.isArray(value)) return value.map((one) => withoutSecrets(one, depth + 1))
  const entries = Object.entries(value)
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, SECRETS.has(key) ? '[Redacted]' : withoutSecrets(inner, depth + 1)]),
  )
}
