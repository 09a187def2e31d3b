import { expect, test } from 'vitest'
import { handleOf, openBus, registered } from '../../testing/parts.ts'
import { busContract } from './bus.contract.ts'

busContract('JetStream', () => openBus())

test('an event is given to another worker when the first has not kept its lease alive', async () => {
  await using given = await openBus({ leaseMs: 600 })
  const stream = await given.bus.stream('users')
  await given.bus.append('users', [registered('kept'), registered('lost')], stream.lastSeq)
  const seen: [string, number][] = []
  const stopping = new AbortController()
  for await (const lease of given.bus.lease('queue', 'users.account.registered', stopping.signal)) {
    seen.push([handleOf(lease.event), lease.attempt])
    // Neither done nor given back: as if the worker had died.
    if (handleOf(lease.event) === 'lost' && lease.attempt === 1) continue
    lease.done()
    if (handleOf(lease.event) === 'lost') stopping.abort()
  }

  expect(seen).toEqual([
    ['kept', 1],
    ['lost', 1],
    ['lost', 2],
  ])
})

test('what no relay has written is skipped', async () => {
  await using given = await openBus()
  const stream = await given.bus.stream('users')
  const js = given.nats.jetstream()
  const subject = `${given.namespace}.events.users.account.registered`
  await js.publish(subject, 'no JSON')
  await js.publish(subject, '{"id":"no UUID","name":"users.account.registered"}')
  await given.bus.append('users', [registered('ours')], 2)
  const stopping = new AbortController()
  const read: string[] = []
  for await (const batch of given.bus.read('users', stream, stopping.signal)) {
    read.push(...batch.map((one) => `${one.seq} ${handleOf(one.event)}`))
    stopping.abort()
  }
  const leasing = new AbortController()
  for await (const lease of given.bus.lease('queue', 'users.account.registered', leasing.signal)) {
    read.push(handleOf(lease.event))
    lease.done()
    leasing.abort()
  }

  expect(read).toEqual(['3 ours', 'ours'])
})
