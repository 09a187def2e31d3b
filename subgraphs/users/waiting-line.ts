import { Mistake } from '@varal/platform/errors'

/**
 * Runs at most `atOnceMax` tasks at once and lets `waitingMax` more wait, first come, first served.
 * Whoever comes when the line is full is sent away with OVERLOADED, at once: better than an answer after they gave up.
 */
export function waitingLine({ atOnceMax, waitingMax }: { atOnceMax: number; waitingMax: number }) {
  const waiting: (() => void)[] = []
  let running = 0

  return async <Result>(task: () => Promise<Result>): Promise<Result> => {
    if (running < atOnceMax) {
      running++
    } else {
      if (waiting.length >= waitingMax)
        throw new Mistake('OVERLOADED', 'Too many are signing in. Try again in a moment.')
      await new Promise<void>((go) => waiting.push(go))
    }
    try {
      return await task()
    } finally {
      // The place is handed on, not given back: a newcomer cannot overtake those who wait.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
