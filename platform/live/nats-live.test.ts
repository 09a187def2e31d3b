import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { connectNats } from '../../testing/parts.ts'
import { eventually } from '../../testing/world/eventually.ts'
import { liveContract } from './live.contract.ts'
import type { LiveItem } from './live.ts'
import { natsLive } from './nats-live.ts'

async function twoProcesses(subject = `test.${randomUUID()}`) {
  const [one, other] = await Promise.all([connectNats(), connectNats()])
  const live = { here: natsLive(one, subject), there: natsLive(other, subject) }
  // Whoever pushes does not wait until the server knows all who listen.
  await Promise.all([one.flush(), other.flush()])
  return {
    ...live,
    subject,
    nats: one,
    async [Symbol.asyncDispose]() {
      await Promise.all([live.here[Symbol.asyncDispose](), live.there[Symbol.asyncDispose]()])
      await Promise.all([one.close(), other.close()])
    },
  }
}

liveContract('NATS', () => twoProcesses())

const item = (seq: number, data: unknown = null): LiveItem => ({ topic: 'home:a', seq, at: '', data })

test('an item that is too large for NATS, and what is no item, harm nobody', async () => {
  await using given = await twoProcesses()
  const heard: number[] = []
  given.there.listen((one) => heard.push((one as LiveItem).seq))
  given.nats.publish(given.subject, 'no JSON')
  given.nats.publish(given.subject, '{"items":5}')
  given.here.push([item(1), item(2, 'x'.repeat(2_000_000)), item(3)])
  await eventually('the others have come', () => heard.length === 2)

  expect(heard).toEqual([1, 3])
})

test('whoever listens in the process that pushes hears it without a connection, too', async () => {
  await using given = await twoProcesses()
  const heard: number[] = []
  given.here.listen((one) => heard.push((one as LiveItem).seq))
  await given.nats.close()
  given.here.push([item(1)])

  expect(heard).toEqual([1])
})
