import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@varal/platform/clock'
import { LOAD_CORE, needed, spawnPinned } from './pinned-process.ts'
import { cpuMs, rssMb } from './process-usage.ts'

export interface Load {
  readonly url: string
  /** Whose time is counted. */
  readonly pid: number
  /** A body a line. They are sent in turn. */
  readonly bodiesFile: string
  /** Whole ones: wrk knows no others. */
  readonly seconds: number
}

export interface Figures {
  readonly perSecond: number
  /** Of the gateway, user and system, per request. */
  readonly cpuMs: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** After the load. */
  readonly rssMb: number
  /** How much of its core the gateway had. Far below 1, something else was the limit. */
  readonly coreShare: number
}

const CONNECTIONS = 50
/** From the start of the load to what is counted: by then every connection has had an answer, of the slowest too. */
const LEAD_MS = 900
const nowMs = () => systemClock.now().getTime()
const script = fileURLToPath(new URL('load.lua', import.meta.url))

/** Keeps fifty requests under way, and counts for some seconds. @throws if a request failed */
export async function measure({ url, pid, bodiesFile, seconds }: Load): Promise<Figures> {
  const fromMs = nowMs() + LEAD_MS
  const toMs = fromMs + seconds * 1_000
  // It goes on a little after what is counted.
  const options = ['-t', '1', '-c', String(CONNECTIONS), '-d', `${seconds + 1}s`, '--timeout', '20s', '-s', script]
  const wrk = spawnPinned(LOAD_CORE, [needed('wrk'), ...options, url, '--', bodiesFile, `${fromMs}`, `${toMs}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = Promise.all([text(wrk.stdout as never), text(wrk.stderr as never)])

  await delay(fromMs - nowMs())
  const before = { cpuMs: cpuMs(pid), atMs: performance.now() }
  await delay(toMs - nowMs())
  const usedMs = cpuMs(pid) - before.cpuMs
  const lastedMs = performance.now() - before.atMs

  const [output, complaints] = await said
  const last = output.trimEnd().split('\n').at(-1) ?? ''
  if (!last.startsWith('{')) throw new Error(`wrk did not measure: ${output}${complaints}`)
  const { answered, failures, p50Ms, p99Ms } = JSON.parse(last)
  if (failures > 0) throw new Error(`${failures} requests to ${url} failed`)
  return {
    perSecond: answered / seconds,
    cpuMs: usedMs / answered,
    p50Ms,
    p99Ms,
    rssMb: rssMb(pid),
    coreShare: usedMs / lastedMs,
  }
}
