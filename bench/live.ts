import { registerPerson } from '@varal/clients/sdk/person'
import { benchFolder, startBenchVaral } from './bench-varal.ts'
import { openLoop } from './open-loop.ts'
import { percentile, rounded } from './percentiles.ts'

// npm run bench:live: from the commit of a post to its arrival in an open home feed, at 50, 100 and 150 posts a second.
// The commit is not seen from outside: what is measured begins when the request is due, and again when its answer came.
const RATES = [50, 100, 150]
const ROUNDS = 3
const SECONDS = 8
const AUTHORS = 10

await using folder = await benchFolder()
await using varal = await startBenchVaral(folder.dir)
const register = (name: string) =>
  registerPerson(varal.gatewayUrl, {
    name,
    handle: name,
    email: `${name}@example.org`,
    password: 'a clothesline in the sun',
  })
const reader = await register('reader')
const authors = await Promise.all(Array.from({ length: AUTHORS }, (_, number) => register(`author${number}`)))
for (const author of authors) await reader.follows(author)

const arrivals = new Map<string, number>()
const home = await reader.opensHome()
const reading = (async () => {
  for await (const { homeFeed } of home) {
    if (homeFeed.__typename === 'FeedItemAdded') arrivals.set(homeFeed.item.post?.id ?? '', performance.now())
  }
})()

const fromRequest = new Map<number, number[]>(RATES.map((rate) => [rate, []]))
const fromAnswer = new Map<number, number[]>(RATES.map((rate) => [rate, []]))
let failures = 0
let lost = 0
for (let round = 0; round < ROUNDS; round++) {
  for (const rate of RATES) {
    const sent: { postId: string; sentMs: number; answeredMs: number }[] = []
    const measured = await openLoop({ perSecond: rate, seconds: SECONDS }, async (number) => {
      const sentMs = performance.now()
      const postId = (await authors[number % AUTHORS]?.publishes({ text: `post ${number}` })) ?? ''
      sent.push({ postId, sentMs, answeredMs: performance.now() })
    })
    failures += measured.failures
    await settle(() => sent.every(({ postId }) => arrivals.has(postId)))
    for (const { postId, sentMs, answeredMs } of sent) {
      const arrivedMs = arrivals.get(postId)
      if (arrivedMs === undefined) lost++
      else {
        fromRequest.get(rate)?.push(arrivedMs - sentMs)
        fromAnswer.get(rate)?.push(Math.max(0, arrivedMs - answeredMs))
      }
    }
  }
}
await home.return()
await reading

console.log('\nposts/s   from the answer p50 / p99 ms   from the request p50 / p99 ms   arrived')
const figures = Object.fromEntries(
  RATES.map((rate) => {
    const answer = fromAnswer.get(rate) ?? []
    const request = fromRequest.get(rate) ?? []
    const row = {
      answerP50: rounded(percentile(answer, 0.5)),
      answerP99: rounded(percentile(answer, 0.99)),
      requestP50: rounded(percentile(request, 0.5)),
      requestP99: rounded(percentile(request, 0.99)),
      arrived: answer.length,
    }
    console.log(
      `${String(rate).padStart(7)}   ${`${row.answerP50} / ${row.answerP99}`.padStart(28)}   ${`${row.requestP50} / ${row.requestP99}`.padStart(29)}   ${row.arrived}`,
    )
    return [rate, row]
  }),
)
console.log(`lost ${lost}, refused ${failures} (targets at 100 a second: p50 under 25 ms, p99 under 250 ms)\n`)
console.log(JSON.stringify({ ...figures, lost, failures }))
for (const person of [reader, ...authors]) await person[Symbol.asyncDispose]()

async function settle(isDone: () => boolean): Promise<void> {
  const endMs = performance.now() + 30_000
  while (!isDone() && performance.now() < endMs) await new Promise((resolve) => setTimeout(resolve, 20))
}
