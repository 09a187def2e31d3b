import type { DomainEvent } from '@varal/schema/events/events'
import { describe, expect, test } from 'vitest'
import { registered } from '../../testing/parts.ts'
import type { EventBus, Lease } from '../bus/bus.ts'
import { systemClock } from '../clock.ts'
import { type Job, type JobTerms, Postponed, perform } from '../handlers.ts'
import { createLog } from '../log.ts'
import type { Ports } from '../ports.ts'
import { runJobs } from './run-jobs.ts'

/** Gives one event as a lease, again and again as long as it is given back; says what became of each. */
async function fateOf(
  run: (job: Job) => Promise<void>,
  {
    event = registered('x') as DomainEvent,
    firstAttempt = 1,
    giveUp = async () => {},
    leasesMax = 5,
    terms = {} as Partial<JobTerms>,
  } = {},
) {
  const fate: string[] = []
  const stopping = new AbortController()
  async function* lease(): AsyncGenerator<Lease> {
    for (let attempt = firstAttempt; !fate.includes('done') && fate.length < leasesMax; attempt++) {
      yield {
        event,
        attempt,
        keepAlive() {},
        done: () => void fate.push('done'),
        retry: (ms) => void fate.push(`retry ${ms}`),
      }
    }
    stopping.abort()
  }
  const bus = { stream: async () => ({ epoch: 'e', lastSeq: 1 }), lease } as unknown as EventBus
  const ports = {
    bus,
    clock: systemClock,
    database: { db: null },
    objects: null,
    log: createLog('silent'),
  } as unknown as Ports
  const handler = perform(
    'users.account.registered',
    'do',
    (_event, job) => run(job),
    async () => {
      fate.push('given up')
      await giveUp()
    },
    terms,
  )
  await runJobs('users', handler, 1, ports, (change) => change({} as never), stopping.signal)
  return fate
}
const fail = async () => {
  throw new Error('broken')
}

describe('a job', () => {
  test('is done when it succeeds, and knows which attempt it is', async () => {
    const attempts: number[] = []
    const fate = await fateOf(async ({ attempt }) => {
      attempts.push(attempt)
      if (attempt < 3) throw new Error('not yet')
    })

    expect(attempts).toEqual([1, 2, 3])
    expect(fate).toEqual(['retry 2000', 'retry 8000', 'done'])
  })

  test('is given up after its third failure, and then done', async () => {
    expect(await fateOf(fail)).toEqual(['retry 2000', 'retry 8000', 'given up', 'done'])
  })

  test('comes again later when it cannot even be given up', async () => {
    expect(await fateOf(fail, { firstAttempt: 3, giveUp: fail, leasesMax: 2 })).toEqual(['given up', 'retry 60000'])
  })

  test('is not blamed for a server that is away', async () => {
    const away = Object.assign(new Error('away'), { code: 'ECONNREFUSED' })
    expect(await fateOf(() => Promise.reject(away), { firstAttempt: 3, leasesMax: 2 })).toEqual([
      'retry 5000',
      'retry 5000',
    ])
  })

  test('that is not to be done yet comes again when it says, also after its last attempt, and has not failed', async () => {
    const postpone = ({ attempt }: Job) => (attempt < 5 ? Promise.reject(new Postponed(700)) : Promise.resolve())
    expect(await fateOf(postpone, { firstAttempt: 3 })).toEqual(['retry 700', 'retry 700', 'done'])
  })

  test('has the time that it states, and a moment to clear up', async () => {
    let isCleared = false
    const late = async ({ signal }: Job) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      expect(signal.reason).toMatchObject({ name: 'TimeoutError' })
      await Promise.resolve()
      isCleared = true
    }
    expect(await fateOf(late, { terms: { deadlineMs: 20 }, leasesMax: 1 })).toEqual(['retry 2000'])
    expect(isCleared).toBe(true)
  })

  test('has the attempts that it states, with a minute between them at most', async () => {
    const fate = await fateOf(fail, { terms: { attemptsMax: 6 }, firstAttempt: 4 })
    expect(fate).toEqual(['retry 60000', 'retry 60000', 'given up', 'done'])
  })

  test('is given up if its event has not the shape that is expected', async () => {
    const event = { ...registered('x'), data: {} } as unknown as DomainEvent
    expect(await fateOf(async () => {}, { event, firstAttempt: 3 })).toEqual(['given up', 'done'])
  })
})
