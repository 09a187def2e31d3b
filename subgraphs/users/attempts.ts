import type { Context } from '@varal/platform/context'
import { Mistake } from '@varal/platform/errors'
import { type Refusal, refuseUntil } from '@varal/platform/outcome'

/** How many attempts there may be within so long of the first. */
export interface AttemptLimit {
  readonly name: string
  readonly max: number
  readonly windowMs: number
}

export type AttemptPorts = Pick<Context<unknown>, 'cache' | 'clock' | 'cursors' | 'log'>

/**
 * Counts an attempt, and refuses it if there were too many. Attempts count rather than failures, so that asking in parallel
 * wins nothing.
 * @param who whose attempts they are: a name, an address, an id
 * @throws OVERLOADED when they cannot be counted: without that, anybody could guess.
 */
export async function countAttempt(
  limit: AttemptLimit,
  who: readonly string[],
  ports: AttemptPorts,
): Promise<Refusal | null> {
  const endsMs = await endOfWindow(limit, keyOf(limit, who, ports), ports).catch((err: unknown) => {
    ports.log.error({ err, limit: limit.name }, 'attempts cannot be counted')
    throw new Mistake('OVERLOADED', 'This is not possible right now. Try again in a moment.')
  })
  return endsMs === null ? null : refuseUntil(Math.max(1, endsMs - ports.clock.now().getTime()))
}

/** After a success: begins the count anew. */
export async function forgetAttempts(limit: AttemptLimit, who: readonly string[], ports: AttemptPorts): Promise<void> {
  const key = keyOf(limit, who, ports)
  // Not forgetting costs little: the window ends by itself.
  await ports.cache.delete([key, endOf(key)]).catch(() => {})
}

/** When the window ends, if this attempt is one too many; else null. */
async function endOfWindow({ max, windowMs }: AttemptLimit, key: string, { cache, clock }: AttemptPorts) {
  const sum = await cache.count(key, windowMs)
  if (!(sum >= 1)) throw new Error(`The cache counted ${sum}`)
  const latestEndMs = clock.now().getTime() + windowMs
  if (sum === 1) await cache.set(endOf(key), latestEndMs, windowMs)
  return sum > max ? ((await cache.get<number>(endOf(key))) ?? latestEndMs) : null
}

/** Hashed: neither names nor addresses stand in the cache. */
const keyOf = ({ name }: AttemptLimit, who: readonly string[], { cursors }: AttemptPorts) =>
  `attempts:${name}:${cursors.hash(JSON.stringify(['attempts', name, ...who]))}`

const endOf = (key: string) => `${key}:ends`
