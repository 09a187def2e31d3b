import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { databaseOf } from '@varal/bin/open-ports'
import { startLocal } from '@varal/bin/start-local'
import type { Person } from '@varal/clients/sdk/person'
import { systemClock } from '@varal/platform/clock'
import { connectDatabase } from '@varal/platform/db'
import { decodeId, encodeId } from '@varal/platform/global-ids'
import { isRefusal } from '@varal/platform/outcome'
import { workOn } from '@varal/platform/work'
import type { SessionId, UserId } from '@varal/schema/ids'
import { createPost, createPostInput } from '@varal/social/posts/create-post'
import { benchFolder } from './bench-varal.ts'
import { openLoop } from './open-loop.ts'
import { percentile, rounded } from './percentiles.ts'
import { registerPeople } from './register-people.ts'

// npm run bench:live: from the commit of a post to its arrival in an open home feed, complete with author and counts, at a
// client in another process. First posts that are committed here, in Varal's own process, at 100 a second; beside them, in
// the same run, posts that come through the public API at half that rate, measured from the answer.
const COMMITTED_RATE = 100
const API_RATE = 50
const ROUNDS = 4
const SECONDS = 8
const AUTHORS = 10

await using folder = await benchFolder()
const silent = () => {}
const env = { ...process.env, LOG_LEVEL: 'warn' }
await using varal = await startLocal({ dir: folder.dir, env, report: silent, onDeath: silent })
const authors = await registerPeople(varal.gatewayUrl, 'author', AUTHORS)

const arrivals = new Map<string, number>()
const reader = fork(fileURLToPath(new URL('live-reader.ts', import.meta.url)), [
  varal.gatewayUrl,
  ...authors.map(({ id }) => id),
])
await once(reader, 'message')
reader.on('message', ({ postId, arrivedMs }: { postId: string; arrivedMs: number }) => arrivals.set(postId, arrivedMs))

await using social = connectDatabase({ url: databaseOf(varal.config, 'social') })
const live = { push: silent, listen: () => ({ [Symbol.dispose]: silent }), [Symbol.asyncDispose]: async () => {} }
const work = workOn({ db: social.db, clock: systemClock, live })

async function commit(author: Person): Promise<string> {
  const actor = { kind: 'user' as const, id: decodeId('User', author.id) as UserId, sessionId: '' as SessionId }
  const idempotencyKey = randomUUID()
  const input = createPostInput.parse({ text: 'a post', assetIds: [], visibility: 'PUBLIC', idempotencyKey })
  const outcome = await work((unit) => createPost(unit, actor, input, new Set()))
  if (isRefusal(outcome)) throw new Error('The post was refused')
  return encodeId('Post', outcome.post.id)
}

const ways = {
  committed: { rate: COMMITTED_RATE, publish: commit },
  api: { rate: API_RATE, publish: (author: Person) => author.publishes({ text: 'a post' }) },
}
const latencies = { committed: [] as number[], api: [] as number[] }
let failures = 0
let lost = 0
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, { rate, publish }] of Object.entries(ways)) {
    const sent = new Map<string, number>()
    const measured = await openLoop({ perSecond: rate, seconds: SECONDS }, async (number) => {
      const postId = await publish(authors[number % AUTHORS] as Person)
      sent.set(postId, Date.now())
    })
    await settle(() => [...sent.keys()].every((postId) => arrivals.has(postId)))
    // The first round warms up: code is compiled while it runs.
    if (round === 0) continue
    failures += measured.failures
    for (const [postId, sentMs] of sent) {
      const arrivedMs = arrivals.get(postId)
      if (arrivedMs === undefined) lost++
      else latencies[name as keyof typeof ways].push(Math.max(0, arrivedMs - sentMs))
    }
  }
}
reader.kill()

console.log('\n                                 a second    p50 ms    p99 ms   arrived')
const figures = Object.fromEntries(
  Object.entries(latencies).map(([name, samples]) => {
    const { rate } = ways[name as keyof typeof ways]
    const row = {
      rate,
      p50: rounded(percentile(samples, 0.5)),
      p99: rounded(percentile(samples, 0.99)),
      arrived: samples.length,
    }
    const label = name === 'committed' ? 'commit to subscriber' : 'answer of the API to subscriber'
    console.log(
      `${label.padEnd(32)} ${String(rate).padStart(8)} ${String(row.p50).padStart(9)} ${String(row.p99).padStart(9)} ${String(row.arrived).padStart(9)}`,
    )
    return [name, row]
  }),
)
console.log(`lost ${lost}, failed ${failures} (targets at 100 a second: p50 under 25 ms, p99 under 250 ms)\n`)
console.log(JSON.stringify({ ...figures, lost, failures }))
for (const author of authors) await author[Symbol.asyncDispose]()

async function settle(isDone: () => boolean): Promise<void> {
  const endMs = performance.now() + 20_000
  while (!isDone() && performance.now() < endMs) await new Promise((resolve) => setTimeout(resolve, 20))
}
