import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { pictures } from '@varal/bin/pictures'
import type { Person } from '@varal/clients/sdk/person'
import { HomeFeedDocument, ProfileDocument } from '@varal/schema/operations/documents'
import { benchFolder, startBenchVaral } from './bench-varal.ts'
import { openLoop } from './open-loop.ts'
import { percentile, rounded } from './percentiles.ts'
import { registerPeople } from './register-people.ts'

// npm run bench:home: a home page of twenty items at 100 a second, one process, a seeded world of 1,000 people; beside it,
// in the same run, the smallest query there is, which is what the way through the gateway costs at least.
const USERS = Number(process.env['BENCH_USERS'] ?? 1_000)
const RATE = 100
const ROUNDS = 3
const SECONDS = 10

await using folder = await benchFolder()
await using varal = await startBenchVaral(folder.dir)
const root = fileURLToPath(new URL('..', import.meta.url))
const env = { ...process.env, VARAL_DIR: folder.dir }
const seeded = spawnSync(process.execPath, ['bin/seed.ts', '--users', String(USERS)], {
  cwd: root,
  env,
  stdio: 'inherit',
})
if (seeded.status !== 0) process.exit(1)

const readers = await registerPeople(varal.gatewayUrl, 'reader', 8)
// Everybody's first page is full: each reader follows people who have posted.
const [author] = (await registerPeople(varal.gatewayUrl, 'author', 1)) as [Person]
for (const reader of readers) await reader.follows(author)
const asset = await author.uploads(await pictures().next())
for (let number = 0; number < 40; number++) await author.publishes({ text: `post ${number}`, assetIds: [asset] })
await untilFull()

const samples = { home: [] as number[], smallest: [] as number[] }
let failures = 0
for (let round = 0; round <= ROUNDS; round++) {
  const home = await openLoop({ perSecond: RATE, seconds: SECONDS }, async (number) =>
    readers[number % readers.length]?.connection.send(HomeFeedDocument, { first: 20 }),
  )
  const smallest = await openLoop({ perSecond: RATE, seconds: SECONDS }, async (number) =>
    readers[number % readers.length]?.connection.send(ProfileDocument, { handle: 'nobody.at.all', first: 1 }),
  )
  // The first round warms up: code is compiled while it runs.
  if (round === 0) continue
  samples.home.push(...home.latenciesMs)
  samples.smallest.push(...smallest.latenciesMs)
  failures += home.failures + smallest.failures
}

console.log('\n                          p50 ms    p99 ms')
const figures = Object.fromEntries(
  Object.entries(samples).map(([name, latencies]) => {
    const row = {
      p50: rounded(percentile(latencies, 0.5)),
      p99: rounded(percentile(latencies, 0.99)),
      answered: latencies.length,
    }
    console.log(
      `${(name === 'home' ? 'home page of 20' : 'one field').padEnd(22)} ${String(row.p50).padStart(9)} ${String(row.p99).padStart(9)}`,
    )
    return [name, row]
  }),
)
console.log(`refused or failed: ${failures} (target: p99 of the home page under 150 ms at ${RATE} a second)\n`)
console.log(JSON.stringify({ ...figures, failures, users: USERS }))
for (const person of [author, ...readers]) await person[Symbol.asyncDispose]()

/** The seeded world's events are still being handled when seeding ends: at most two minutes. */
async function untilFull(): Promise<void> {
  for (let attempt = 0; attempt < 1_200; attempt++) {
    const pages = await Promise.all(readers.map((reader) => reader.connection.send(HomeFeedDocument, { first: 20 })))
    if (pages.every((page) => page.homeFeed?.nodes.length === 20)) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('The home pages did not fill')
}
