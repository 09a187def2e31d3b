import { type Logger, pino } from 'pino'

export type { Logger }

/** What must never be logged, wherever it stands in an object. */
const SECRET_PATHS = ['password', 'token', 'accessToken', 'refreshToken', 'authorization', 'email', 'address', 'cookie']

/** JSON lines. @param destination a file, or standard error if absent. */
export function createLog(level: string, destination?: string): Logger {
  const redact = SECRET_PATHS.flatMap((path) => [path, `*.${path}`, `*.*.${path}`])
  return pino(
    { level, base: null, redact },
    pino.destination(destination ? { dest: destination, mkdir: true, sync: false } : { dest: 2, sync: false }),
  )
}
