import { setTimeout as wait } from 'node:timers/promises'
import type { DomainEvent } from '@varal/schema/events/events'
import type { SubgraphName } from '@varal/schema/subgraph-names'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { handleOf, registered } from '../../testing/parts.ts'
import type { EventBus, Lease, StreamState } from './bus.ts'

export interface BusUnderTest extends AsyncDisposable {
  readonly bus: EventBus
  deleteStream(owner: SubgraphName): Promise<void>
}

const many = (count: number, prefix = 'e') =>
  Array.from({ length: count }, (_, index) => registered(`${prefix}${index}`))

/** What every event bus does for us. @param open a bus without streams. */
export function busContract(name: string, open: () => Promise<BusUnderTest>): void {
  describe(`${name}, as an event bus,`, () => {
    let given: BusUnderTest
    let bus: EventBus
    beforeAll(async () => {
      given = await open()
      bus = given.bus
    })
    afterAll(() => given?.[Symbol.asyncDispose]())

    /** Reads until `count` events have come. */
    async function take(owner: SubgraphName, after: StreamState, count: number) {
      const stopping = new AbortController()
      const taken: { seq: number; event: DomainEvent }[] = []
      for await (const batch of bus.read(owner, after, stopping.signal)) {
        expect(batch.length).toBeLessThanOrEqual(100)
        taken.push(...batch)
        if (taken.length >= count) stopping.abort()
      }
      return taken
    }

    describe('appending', () => {
      test('numbers events from 1, each behind the one before', async () => {
        const { epoch, lastSeq } = await bus.renew('users')

        expect(lastSeq).toBe(0)
        expect(await bus.append('users', many(3), 0)).toEqual([1, 2, 3])
        expect(await bus.append('users', many(2), 3)).toEqual([4, 5])
        expect(await bus.stream('users')).toEqual({ epoch, lastSeq: 5 })
      })

      test('keeps the number of an event that is stored already, and goes on behind it', async () => {
        await bus.renew('users')
        const [one, two, three, four] = many(4) as [DomainEvent, DomainEvent, DomainEvent, DomainEvent]
        await bus.append('users', [one, two], 0)

        expect(await bus.append('users', [one, two, three], 2)).toEqual([1, 2, 3])
        expect(await bus.append('users', [two, four], 3)).toEqual([2, 4])
        expect(await bus.append('users', [four], 4)).toEqual([4])
        expect((await take('users', { ...(await bus.stream('users')), lastSeq: 0 }, 4)).map((one) => one.seq)).toEqual([
          1, 2, 3, 4,
        ])
      })

      test('refuses whoever does not know what was appended last, and stores nothing of theirs', async () => {
        await bus.renew('users')
        await bus.append('users', many(3, 'first'), 0)

        await expect(bus.append('users', many(5, 'second'), 0)).rejects.toThrow()
        await expect(bus.append('users', many(5, 'second'), 2)).rejects.toThrow()
        await expect(bus.append('users', many(5, 'second'), 9)).rejects.toThrow()
        expect((await bus.stream('users')).lastSeq).toBe(3)
      })

      test('lets one of two through who append at once', async () => {
        await bus.renew('users')
        const both = await Promise.allSettled([
          bus.append('users', many(50, 'a'), 0),
          bus.append('users', many(50, 'b'), 0),
        ])

        expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
        expect((await bus.stream('users')).lastSeq).toBe(50)
      })
    })

    describe('reading', () => {
      test('gives everything after a number, in order and in batches', async () => {
        const stream = await bus.renew('users')
        const events = many(450)
        for (let from = 0; from < 450; from += 150) await bus.append('users', events.slice(from, from + 150), from)

        const taken = await take('users', { epoch: stream.epoch, lastSeq: 20 }, 430)

        expect(taken.map((one) => one.seq)).toEqual(events.slice(20).map((_, index) => index + 21))
        expect(taken.map((one) => one.event)).toEqual(events.slice(20))
      })

      test('goes on with what is appended later', async () => {
        const stream = await bus.renew('users')
        const taking = take('users', stream, 2)
        await bus.append('users', [registered('later')], 0)
        await bus.append('users', [registered('latest')], 1)

        expect((await taking).map((one) => handleOf(one.event))).toEqual(['later', 'latest'])
      })

      test('keeps streams apart', async () => {
        const users = await bus.renew('users')
        await bus.renew('social')
        await bus.append('social', [], 0)
        await bus.append('users', many(1), 0)

        expect(await take('users', users, 1)).toHaveLength(1)
        expect((await bus.stream('social')).lastSeq).toBe(0)
      })

      test('stops at once when it is told to, also before it has begun', async () => {
        const stream = await bus.renew('users')
        const stopping = new AbortController()
        const read = async (signal: AbortSignal) => {
          for await (const _ of bus.read('users', stream, signal));
        }
        const reading = read(stopping.signal)
        await wait(200)
        const beganMs = performance.now()
        stopping.abort()
        await reading
        await read(stopping.signal)

        expect(performance.now() - beganMs).toBeLessThan(900)
      })

      test('throws when the stream is renewed or deleted, soon', async () => {
        for (const end of [() => bus.renew('users'), () => given.deleteStream('users')]) {
          const stream = await bus.stream('users')
          const reading = take('users', stream, 1)
          const failed = expect(reading).rejects.toThrow()
          await wait(100)
          const beganMs = performance.now()
          await end()
          await failed
          expect(performance.now() - beganMs).toBeLessThan(5_000)
        }
      })

      test('gives nothing of another life of the stream', async () => {
        const old = await bus.renew('users')
        await bus.append('users', many(3), 0)
        await bus.renew('users')
        await bus.append('users', many(10, 'new'), 0)

        await expect(take('users', { ...old, lastSeq: 3 }, 1)).rejects.toThrow()
      })
    })

    describe('leasing', () => {
      const queue = () => `queue-${Math.random().toString(36).slice(2)}`
      /** Takes leases, and says what to do with each, until `enough`. */
      async function work(name: string, take: (lease: Lease) => 'enough' | undefined | Promise<'enough' | undefined>) {
        const stopping = new AbortController()
        for await (const lease of bus.lease(name, 'users.account.registered', stopping.signal)) {
          if ((await take(lease)) === 'enough') stopping.abort()
        }
      }

      test('gives each event to one worker', async () => {
        await bus.renew('users')
        await bus.append('users', many(20), 0)
        const name = queue()
        const seen: string[] = []
        const worker = () =>
          work(name, (lease) => {
            seen.push(handleOf(lease.event))
            lease.done()
            return seen.length >= 20 ? 'enough' : undefined
          })
        const first = worker()
        await Promise.race([first, worker()])

        expect(seen.toSorted()).toEqual(many(20).map(handleOf).toSorted())
      })

      test('gives an event again after the time that its worker names, and counts', async () => {
        await bus.renew('users')
        await bus.append('users', many(1), 0)
        const attempts: number[] = []
        await work(queue(), (lease) => {
          attempts.push(lease.attempt)
          if (attempts.length < 3) return void lease.retry(50)
          lease.done()
          return 'enough'
        })

        expect(attempts).toEqual([1, 2, 3])
      })

      test('does not give to others what a worker is at', async () => {
        await bus.renew('users')
        await bus.append('users', many(1), 0)
        const name = queue()
        const taken = Promise.withResolvers<Lease>()
        const stopping = new AbortController()
        const others: string[] = []
        void work(name, (lease) => {
          taken.resolve(lease)
          return 'enough'
        })
        const lease = await taken.promise
        lease.keepAlive()
        const other = (async () => {
          for await (const one of bus.lease(name, 'users.account.registered', stopping.signal))
            others.push(one.event.id)
        })()
        await wait(500)
        lease.done()
        stopping.abort()
        await other

        expect(others).toEqual([])
      })

      test('ends at once when it is told to, and leaves what comes then to others', async () => {
        await bus.renew('users')
        const name = queue()
        const stopping = new AbortController()
        const waiting = (async () => {
          for await (const _ of bus.lease(name, 'users.account.registered', stopping.signal));
        })()
        await wait(200)
        const beganMs = performance.now()
        stopping.abort()
        await waiting
        expect(performance.now() - beganMs).toBeLessThan(900)

        await bus.append('users', many(1), 0)
        await work(name, (lease) => {
          lease.done()
          return 'enough'
        })
        expect(performance.now() - beganMs).toBeLessThan(5_000)
      })

      test('throws when the queue is gone with its stream', async () => {
        await bus.renew('users')
        const working = work(queue(), () => undefined)
        const failed = expect(working).rejects.toThrow()
        await wait(100)
        await given.deleteStream('users')
        await failed
      })
    })
  })
}
