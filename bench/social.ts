import type { Person } from '@varal/clients/sdk/person'
import { PostDocument, ProfileDocument } from '@varal/schema/operations/documents'
import { benchFolder, startBenchVaral } from './bench-varal.ts'
import { openLoop } from './open-loop.ts'
import { median, percentile, rounded } from './percentiles.ts'
import { registerPeople } from './register-people.ts'
import { type Act, actAt, actsIn, mix } from './social/acts.ts'
import { closedLoop } from './social/closed-loop.ts'
import { lightClient } from './social/light-client.ts'
import { signedOut } from './social/signed-out.ts'

// npm run bench:social: the whole of Varal in one process. Mixed mutations at 500 a second, sent whether or not answers come;
// each mutation alone, and profile and post pages, as fast as answers come with 32 at once. All in turn, in three rounds.
const PEOPLE = 100
const POSTS_EACH = 10
const RATE = Number(process.env['BENCH_RATE'] ?? 500)
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 8)
const ROUNDS = 3
const AT_ONCE = 32

await using folder = await benchFolder()
await using varal = await startBenchVaral(folder.dir)
await using client = lightClient(varal.gatewayUrl)
const people = await registerPeople(varal.gatewayUrl, 'person', PEOPLE)
const boards = await Promise.all(people.map((person) => person.creates({ name: 'Kept' })))
const posts: string[] = []
for (let number = 0; number < POSTS_EACH; number++)
  posts.push(...(await Promise.all(people.map((person) => person.publishes({ text: `Post ${number} about #walks` })))))

const acts = actsIn({ people, boards, posts }, client)
const reader = (number: number) => people[number % people.length] as Person
const strangers = { profile: signedOut(ProfileDocument), post: signedOut(PostDocument) }
const pages = {
  'profile page': (number: number) =>
    client.send(reader(number), ProfileDocument, { handle: reader(number * 7 + 3).handle, first: 10 }),
  'post page': (number: number) =>
    client.send(reader(number), PostDocument, { id: posts[(number * 13) % posts.length] as string, comments: 10 }),
  'profile page, signed out': (number: number) =>
    client.send(null, strangers.profile, { handle: reader(number * 7 + 3).handle, first: 10 }),
  'post page, signed out': (number: number) =>
    client.send(null, strangers.post, { id: posts[(number * 13) % posts.length] as string, comments: 10 }),
}

const mixed = { latenciesMs: [] as number[], failures: 0 }
const alone = new Map<string, { rates: number[]; latenciesMs: number[]; failures: number }>()
async function measureAlone(name: string, send: (number: number) => Promise<unknown>, seconds: number) {
  const { perSecond, latenciesMs, failures } = await closedLoop({ atOnce: AT_ONCE, seconds }, send)
  const so = alone.get(name) ?? { rates: [], latenciesMs: [], failures: 0 }
  alone.set(name, so)
  so.rates.push(perSecond)
  so.latenciesMs.push(...latenciesMs)
  so.failures += failures
}

for (let round = 0; round <= ROUNDS; round++) {
  const { latenciesMs, failures } = await openLoop({ perSecond: RATE, seconds: SECONDS }, (number) =>
    acts[actAt(number)](),
  )
  // The first round warms up: code is compiled while it runs.
  if (round > 0) mixed.latenciesMs.push(...latenciesMs)
  if (round > 0) mixed.failures += failures
  for (const [name, page] of Object.entries(pages)) await measureAlone(name, page, round > 0 ? 4 : 2)
  for (const name of Object.keys(mix) as Act[]) await measureAlone(name, acts[name], 2)
  if (round === 0) alone.clear()
}

console.log(
  `\n${'mixed mutations'.padEnd(26)} ${RATE} a second: p50 ${rounded(percentile(mixed.latenciesMs, 0.5))} ms, p99 ${rounded(percentile(mixed.latenciesMs, 0.99))} ms, refused or failed ${mixed.failures} (target: 500 a second, p99 under 250 ms)`,
)
console.log(`\n${'alone, 32 at once'.padEnd(26)} a second    p50 ms    p99 ms  failed`)
const figures: Record<string, object> = {
  mixed: {
    rate: RATE,
    p50: rounded(percentile(mixed.latenciesMs, 0.5)),
    p99: rounded(percentile(mixed.latenciesMs, 0.99)),
    failures: mixed.failures,
  },
}
for (const [name, { rates, latenciesMs, failures }] of alone) {
  const row = {
    perSecond: Math.round(median(rates)),
    ...{ p50: rounded(percentile(latenciesMs, 0.5)), p99: rounded(percentile(latenciesMs, 0.99)), failures },
  }
  figures[name] = row
  console.log(
    `${name.padEnd(26)} ${String(row.perSecond).padStart(8)} ${String(row.p50).padStart(9)} ${String(row.p99).padStart(9)} ${String(failures).padStart(7)}`,
  )
}
console.log('(target: 1,000 pages a second)\n')
console.log(JSON.stringify(figures))
for (const person of people) await person[Symbol.asyncDispose]()
