import { setTimeout as wait } from 'node:timers/promises'

export interface OpenLoop {
  readonly perSecond: number
  readonly seconds: number
  /** Requests under way at most; beyond them a request counts as failed: the system does not keep up. */
  readonly underWayMax?: number
}

export interface Measured {
  /** Of those that were answered, from when each was due, milliseconds: waiting in line counts. */
  readonly latenciesMs: readonly number[]
  readonly failures: number
}

/** Sends at a steady rate whether or not answers come, as many independent people do. */
export async function openLoop(
  { perSecond, seconds, underWayMax = 1_000 }: OpenLoop,
  send: (number: number) => Promise<unknown>,
): Promise<Measured> {
  const latenciesMs: number[] = []
  let failures = 0
  const underWay = new Set<Promise<void>>()
  const beganMs = performance.now()
  for (let number = 0; number < perSecond * seconds; number++) {
    const dueMs = beganMs + (number * 1_000) / perSecond
    const aheadMs = dueMs - performance.now()
    if (aheadMs > 1) await wait(aheadMs)
    if (underWay.size >= underWayMax) {
      failures++
      continue
    }
    const one: Promise<void> = send(number)
      .then(
        () => void latenciesMs.push(performance.now() - dueMs),
        () => void failures++,
      )
      .finally(() => underWay.delete(one))
    underWay.add(one)
  }
  await Promise.all(underWay)
  return { latenciesMs, failures }
}
