import type { Logger } from './log.ts'

/** Longest time for everything to stop; what has not by then is cut off. */
const STOP_MS = 20_000

/**
 * Keeps a process running until SIGINT or SIGTERM, then disposes in the reverse order of starting. A second signal ends
 * it at once. Resolves when everything has stopped.
 */
export async function runUntilStopped(
  start: (stack: AsyncDisposableStack) => Promise<void>,
  log: Logger,
): Promise<void> {
  const stack = new AsyncDisposableStack()
  const stopped = Promise.withResolvers<void>()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'stopping')
      process.once(signal, () => process.exit(130))
      stopped.resolve()
    })
  }
  try {
    await Promise.race([start(stack), stopped.promise])
    await stopped.promise
  } finally {
    setTimeout(() => {
      log.error('stopping took too long')
      process.exit(1)
    }, STOP_MS).unref()
    await stack.disposeAsync()
  }
}
