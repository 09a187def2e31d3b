import { request } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type BadRequest,
  badVariables,
  heavyOperations,
  invalidOperations,
  malformedRequests,
  oddRequests,
} from './bad-requests.ts'
import type { GatewayAnswer } from './gateway-client.ts'
import { type Gateways, startGateways } from './gateways.ts'

/** Of a busy machine, sending and reading included. */
const CPU_MS_MAX = 100
const ANSWER_CHARACTERS_MAX = 100_000
const RSS_GROWTH_MAX = 20 * 1_024 * 1_024
const CODES = ['BAD_REQUEST', 'COST_EXCEEDED', 'UNAUTHENTICATED', 'OPERATION_NOT_IN_MANIFEST']

const bad = {
  'an operation that': heavyOperations,
  'a text that': invalidOperations,
  'a variable that': badVariables,
  'a request that': malformedRequests,
}

let gateways: Gateways
beforeAll(async () => {
  gateways = await startGateways({ budgetFactor: 1_000 })
  // Code that runs for the first time takes longer.
  for (const cases of Object.values(bad)) for (const make of Object.values(cases)) await send(make)
})
afterAll(() => gateways?.[Symbol.asyncDispose]())

let attempts = 0
function send(make: BadRequest): Promise<GatewayAnswer> {
  const { search, ...init } = make(`${attempts++}`)
  return gateways.client.send(init, search)
}

async function cpuMsOf(act: () => Promise<unknown>): Promise<number> {
  const began = process.cpuUsage()
  await act()
  const { user, system } = process.cpuUsage(began)
  return (user + system) / 1_000
}

/** The median of three attempts, and the answers. */
async function measured(make: BadRequest) {
  const answers: GatewayAnswer[] = []
  const times: number[] = []
  for (let n = 0; n < 3; n++) times.push(await cpuMsOf(async () => answers.push(await send(make))))
  const [, median = Number.NaN] = times.toSorted((one, other) => one - other)
  return { answers, cpuMs: median }
}

describe.each(Object.entries(bad))('%s', (_, cases) => {
  test.each(Object.entries(cases))('%s is refused with a code, at once', async (_name, make) => {
    const { answers, cpuMs } = await measured(make)
    for (const { status, errors, data, text } of answers) {
      expect([status, errors[0]?.extensions.code]).toEqual([
        expect.toSatisfy((is: number) => is >= 400 && is < 500),
        expect.toBeOneOf(CODES),
      ])
      expect(data ?? null).toBeNull()
      expect(text.length).toBeLessThan(ANSWER_CHARACTERS_MAX)
      expect(text).not.toMatch(/stack|node_modules|\.ts\b|Did you mean/)
    }
    expect(cpuMs).toBeLessThan(CPU_MS_MAX)
  })
})

test.each(Object.entries(oddRequests))('a request that %s is answered as quickly', async (_name, make) => {
  const { answers, cpuMs } = await measured(make)
  for (const { status, errors } of answers) expect([status, errors]).toEqual([200, []])
  expect(cpuMs).toBeLessThan(CPU_MS_MAX)
})

test('a body of 10 MB is refused before it has arrived', async () => {
  const chunk = Buffer.alloc(100_000, ' ')
  const refused = () =>
    new Promise<number | undefined>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': 100 * chunk.length }
      const sending = request(gateways.client.url, { method: 'POST', headers }, ({ statusCode }) => {
        sending.destroy()
        resolve(statusCode)
      })
      sending.once('error', reject)
      for (let n = 0; n < 100; n++) sending.write(chunk)
    })
  const statuses: unknown[] = []
  expect(await cpuMsOf(async () => statuses.push(await refused()))).toBeLessThan(CPU_MS_MAX)
  expect(statuses).toEqual([413])
})

test('after all that, memory is where it was', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const sendAll = async () => {
    for (const cases of Object.values(bad)) for (const make of Object.values(cases)) await send(make)
    collect()
    return process.memoryUsage.rss()
  }
  const before = await sendAll()
  await sendAll()
  expect((await sendAll()) - before).toBeLessThan(RSS_GROWTH_MAX)
})
