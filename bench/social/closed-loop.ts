import type { Measured } from '../open-loop.ts'

/** Sends the next as soon as one is answered, so many at once: what the system does at most. */
export async function closedLoop(
  { atOnce, seconds }: { readonly atOnce: number; readonly seconds: number },
  send: (number: number) => Promise<unknown>,
): Promise<Measured & { readonly perSecond: number }> {
  const latenciesMs: number[] = []
  let [failures, number] = [0, 0]
  const beganMs = performance.now()
  const endMs = beganMs + seconds * 1_000
  const work = async () => {
    for (let nowMs = performance.now(); nowMs < endMs; nowMs = performance.now()) {
      await send(number++).then(
        () => void latenciesMs.push(performance.now() - nowMs),
        (error: unknown) => {
          // Why the first failed says why most did.
          if (failures++ === 0) console.error(String(error).slice(0, 300))
        },
      )
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return { latenciesMs, failures, perSecond: (latenciesMs.length * 1_000) / (performance.now() - beganMs) }
}
