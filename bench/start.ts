import { benchFolder, startBenchVaral } from './bench-varal.ts'
import { median, rounded } from './percentiles.ts'

// npm run bench:start: how long until everything answers. First with empty data, then warm.
const ROUNDS = 7

await using folder = await benchFolder()
const starts: number[] = []
for (let round = 0; round <= ROUNDS; round++) {
  await using varal = await startBenchVaral(folder.dir)
  starts.push(varal.startMs)
  console.log(`${round === 0 ? 'first' : 'warm '}  ${rounded(varal.startMs / 1_000)} s`)
}
const [firstMs = Number.NaN, ...warm] = starts
const figures = {
  firstMs: Math.round(firstMs),
  warmMs: { median: Math.round(median(warm)), worst: Math.round(Math.max(...warm)) },
}
console.log(
  `\nWarm start, of ${ROUNDS}: median ${rounded(figures.warmMs.median / 1_000)} s, worst ${rounded(figures.warmMs.worst / 1_000)} s (target: under 5 s)\n`,
)
console.log(JSON.stringify(figures))
