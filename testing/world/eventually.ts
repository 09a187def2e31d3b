import { setTimeout as wait } from 'node:timers/promises'

/** Waits until something holds; says by name what did not. A look that throws counts as not yet. */
export async function eventually(
  what: string,
  holds: () => Promise<boolean> | boolean,
  withinMs = 15_000,
): Promise<void> {
  const endMs = performance.now() + withinMs
  let last: unknown
  while (performance.now() < endMs) {
    try {
      if (await holds()) return
      last = undefined
    } catch (error) {
      last = error
    }
    await wait(25)
  }
  throw new Error(`It did not come about in ${withinMs} ms that ${what}`, { cause: last })
}
