/**
 * For work that is done beside requests. Awaited between its steps, it lets everything else run as soon as `ms` have gone
 * by since it last did: nobody waits for longer than that, and one step.
 */
export function timeSlices(ms: number): () => Promise<void> {
  let beganMs = performance.now()
  return async () => {
    if (performance.now() - beganMs < ms) return
    await new Promise<void>((resolve) => setImmediate(resolve))
    beganMs = performance.now()
  }
}
