import type { Context } from '@varal/platform/context'
import { Mistake } from '@varal/platform/errors'
import { type Refusal, refuseUntil } from '@varal/platform/outcome'

const WINDOW_MS = 15 * 60 * 1_000

const attemptsMax = { address: 100, nameAtAddress: 5, name: 20 } as const
type Kind = keyof typeof attemptsMax

type Ports = Pick<Context<unknown>, 'cache' | 'caller' | 'clock' | 'cursors' | 'log'>

/**
 * Counts an attempt to sign in, and refuses it if there were too many within 15 minutes of the first. Attempts count rather
 * than failures, so that asking in parallel wins nothing.
 *
 * An account is counted by the name that was typed: neither is it looked up, nor does a limit tell which e-mail address
 * belongs to which handle, nor can those who know only a handle lock its owner's e-mail address out.
 *
 * @throws OVERLOADED when the counts cannot be kept: without them, anybody could guess.
 */
export async function countAttempt(name: string, ports: Ports): Promise<Refusal | null> {
  // In this order: what one limit stops no longer counts for the next, so one address cannot use up a name's attempts.
  for (const kind of ['address', 'nameAtAddress', 'name'] as const) {
    const endsMs = await countOne(keyOf(kind, name, ports), attemptsMax[kind], ports).catch((err: unknown) => {
      ports.log.error({ err }, 'attempts to sign in cannot be counted')
      throw new Mistake('OVERLOADED', 'Signing in is not possible right now. Try again in a moment.')
    })
    if (endsMs !== null) return refuseUntil(Math.max(1, endsMs - ports.clock.now().getTime()))
  }
  return null
}

/** After a success: who knows the password may sign in as often as they like. */
export async function forgetAttempts(name: string, ports: Ports): Promise<void> {
  const key = keyOf('nameAtAddress', name, ports)
  // Not forgetting costs little: the window ends by itself.
  await ports.cache.delete([key, endOf(key)]).catch(() => {})
}

/** When the window ends, if this attempt is one too many; else null. */
async function countOne(key: string, max: number, { cache, clock }: Ports): Promise<number | null> {
  const sum = await cache.count(key, WINDOW_MS)
  if (!(sum >= 1)) throw new Error(`The cache counted ${sum}`)
  const latestEndMs = clock.now().getTime() + WINDOW_MS
  if (sum === 1) await cache.set(endOf(key), latestEndMs, WINDOW_MS)
  return sum > max ? ((await cache.get<number>(endOf(key))) ?? latestEndMs) : null
}

/** Hashed: neither names nor addresses stand in the cache. */
function keyOf(kind: Kind, name: string, { caller, cursors }: Ports): string {
  const who = { address: [caller.address], nameAtAddress: [name, caller.address], name: [name] }[kind]
  return `sign-in:${kind}:${cursors.hash(JSON.stringify(['sign-in', ...who]))}`
}

const endOf = (key: string) => `${key}:ends`
