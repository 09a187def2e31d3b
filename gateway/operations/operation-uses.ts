import type { Clock } from '@varal/platform/clock'
import type { Logger } from '@varal/platform/log'
import type { KnownOperation } from './known-operations.ts'

/** How often an operation of a client's version ran since that was last told. */
export interface OperationUse {
  readonly client: string
  readonly version: string
  readonly operationId: string
  readonly count: number
  readonly lastUsedAt: Date
}

/** Disposing tells what is left. */
export interface OperationUses extends AsyncDisposable {
  count(operation: KnownOperation): void
  /** Tells what was counted. What could not be told is kept for the next time. Never throws. */
  flush(): Promise<void>
}

export interface OperationUsesOptions {
  /** Takes at most `USES_AT_ONCE_MAX`. */
  readonly tell: (uses: readonly OperationUse[]) => Promise<void>
  readonly clock: Clock
  readonly log: Logger
}

export const USES_AT_ONCE_MAX = 1_000
const FLUSH_MS = 60_000
/** Operations that are counted between two flushes. Others go uncounted: it is more than anybody publishes. */
const COUNTED_MAX = 20_000

/** Counts in memory, and tells once a minute: a crash loses a minute of what only helps to tidy up. */
export function operationUses({ tell, clock, log }: OperationUsesOptions): OperationUses {
  let counted = new Map<KnownOperation, { count: number; lastUsedAt: Date }>()
  let flushing: Promise<void> = Promise.resolve()

  function add(operation: KnownOperation, count: number, lastUsedAt: Date): void {
    const entry = counted.get(operation)
    if (entry) {
      entry.count += count
      if (lastUsedAt > entry.lastUsedAt) entry.lastUsedAt = lastUsedAt
    } else if (counted.size < COUNTED_MAX) counted.set(operation, { count, lastUsedAt })
  }
  async function tellAll(): Promise<void> {
    const told = [...counted]
    counted = new Map()
    for (let index = 0; index < told.length; index += USES_AT_ONCE_MAX) {
      const some = told.slice(index, index + USES_AT_ONCE_MAX)
      try {
        await tell(some.map(([{ client, version, id }, use]) => ({ client, version, operationId: id, ...use })))
      } catch (err) {
        log.warn({ err }, 'uses of operations could not be recorded')
        for (const [operation, { count, lastUsedAt }] of told.slice(index)) add(operation, count, lastUsedAt)
        return
      }
    }
  }
  const flush = () => {
    flushing = flushing.then(tellAll)
    return flushing
  }
  const timer = setInterval(flush, FLUSH_MS)
  timer.unref()

  return {
    count: (operation) => add(operation, 1, clock.now()),
    flush,
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await flush()
    },
  }
}
