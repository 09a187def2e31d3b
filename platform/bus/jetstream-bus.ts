import { randomUUID } from 'node:crypto'
import { type DomainEvent, type EventName, ownerOf } from '@varal/schema/events/events'
import type { SubgraphName } from '@varal/schema/subgraph-names'
import {
  AckPolicy,
  type ConsumerMessages,
  DeliverPolicy,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
  type NatsConnection,
  NatsError,
  nanos,
  type PubAck,
  StorageType,
} from 'nats'
import { z } from 'zod'
import { untilAborted } from '../until-aborted.ts'
import { BatchInbox } from './batch-inbox.ts'
import type { EventBus, Lease, StreamEvent, StreamState } from './bus.ts'

/** As long as the outboxes keep what they published: nothing is in a stream that could not be built again, or erased. */
const RETENTION_MS = 24 * 60 * 60 * 1_000
/** A repeated event id is dropped within this time. */
const DUPLICATE_WINDOW_MS = 2 * 60 * 1_000
const REQUEST_TIMEOUT_MS = 2_000
const BATCH_MAX = 100
/** How long one request for work stays open; the server takes no less than a second. */
const LEASE_WAIT_MS = 1_000
/** How often a reader asks whether it is still known; with a deleted stream, or a restarted server, it only falls silent. */
const CONSUMER_CHECK_MS = 1_000
/** How long one request for more events stays open. */
const PULL_MS = 10_000
/** Readers that went away are forgotten by the server. */
const INACTIVE_MS = 30_000

export interface JetstreamBusOptions {
  /** A lease that is not kept alive for this long is given to somebody else. */
  readonly leaseMs?: number
}

/**
 * @param namespace keeps systems that share a NATS server apart. [A-Za-z0-9_-]+.
 * The connection belongs to the caller.
 */
export async function jetstreamBus(
  nats: NatsConnection,
  namespace: string,
  { leaseMs = 20_000 }: JetstreamBusOptions = {},
): Promise<EventBus> {
  const js = nats.jetstream({ timeout: REQUEST_TIMEOUT_MS })
  const manager = await nats.jetstreamManager({ timeout: REQUEST_TIMEOUT_MS })
  const streamOf = (owner: SubgraphName) => `${namespace}_${owner}`
  const subjectOf = (name: EventName) => `${namespace}.events.${name}`

  async function create(owner: SubgraphName): Promise<StreamState> {
    const { created, state } = await manager.streams.add({
      name: streamOf(owner),
      subjects: [`${namespace}.events.${owner}.>`],
      storage: StorageType.File,
      max_age: nanos(RETENTION_MS),
      duplicate_window: nanos(DUPLICATE_WINDOW_MS),
    })
    return { epoch: created, lastSeq: state.last_seq }
  }

  async function state(owner: SubgraphName): Promise<StreamState | null> {
    try {
      const info = await manager.streams.info(streamOf(owner))
      return { epoch: info.created, lastSeq: info.state.last_seq }
    } catch (error) {
      if (isNotFound(error)) return null
      throw error
    }
  }

  return {
    stream: async (owner) => (await state(owner)) ?? (await create(owner)),
    async renew(owner) {
      if (await state(owner)) await manager.streams.delete(streamOf(owner))
      return create(owner)
    },
    async append(owner, batch, lastSeq) {
      const publish: Publish = (event, expect) =>
        js.publish(subjectOf(event.name), JSON.stringify(event), {
          msgID: event.id,
          expect: { ...expect, streamName: streamOf(owner) },
        })
      // Each behind the one before, by id: a number that was refused to one would be free for the next.
      const chained = await Promise.allSettled(
        batch.map((event, index) => {
          const before = batch[index - 1]
          return publish(event, before ? { lastMsgID: before.id } : { lastSequence: lastSeq })
        }),
      )
      const failures = chained.filter((one) => one.status === 'rejected').map((one): unknown => one.reason)
      if (failures.length === 0) return chained.map((one) => (one as PromiseFulfilledResult<PubAck>).value.seq)
      for (const failure of failures) if (!isOutOfTurn(failure)) throw failure
      // An event that was stored before keeps its number and breaks the chain behind it: go on one by one, behind what
      // is ours. If somebody else has appended, the first new one is refused again.
      const ours = chained.map((one) => (one.status === 'fulfilled' && !one.value.duplicate ? one.value.seq : 0))
      return appendOneByOne(batch, publish, Math.max(lastSeq, ...ours))
    },
    read: (owner, after, signal) => readInOrder(js, manager, streamOf(owner), after, signal),
    lease: (queue, name, signal) =>
      lease(js, manager, { stream: streamOf(ownerOf(name)), subject: subjectOf(name), queue, leaseMs }, signal),
    async [Symbol.asyncDispose]() {},
  }
}

type Publish = (event: DomainEvent, expect: { lastSequence: number } | { lastMsgID: string }) => Promise<PubAck>

async function appendOneByOne(batch: readonly DomainEvent[], publish: Publish, from: number): Promise<number[]> {
  let lastSeq = from
  const numbers: number[] = []
  for (const event of batch) {
    const { seq, duplicate } = await publish(event, { lastSequence: lastSeq })
    if (!duplicate) lastSeq = seq
    numbers.push(seq)
  }
  return numbers
}

/**
 * One consumer of the server's, from its beginning to its end: whatever happens to it ends the reading, and whoever reads
 * begins again behind what it has. (The client's own ordered consumer goes on by itself, also in another life of the
 * stream, where 2.9 silently skips what lies before the number that it asks for.)
 */
async function* readInOrder(
  js: JetStreamClient,
  manager: JetStreamManager,
  stream: string,
  after: StreamState,
  signal: AbortSignal,
): AsyncGenerator<readonly StreamEvent[]> {
  const name = `reader-${randomUUID()}`
  const begun = beginConsumer(js, manager, stream, name, after)
  const messages = await untilAborted(signal, begun).catch((error: unknown) => {
    begun.then((late) => late.stop()).catch(() => {})
    if (!signal.aborted) throw error
  })
  if (!messages) return

  const inbox = new BatchInbox<JsMsg>(BATCH_MAX)
  const stop = () => inbox.close()
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  void inbox.fill(messages)
  const checking = setInterval(() => {
    manager.consumers.info(stream, name).catch((error: unknown) => {
      if (isNotFound(error)) inbox.fail(new Error(`The reader of ${stream} is gone, perhaps with the stream`))
    })
  }, CONSUMER_CHECK_MS)
  try {
    let delivered = 0
    for (let batch = await inbox.take(); batch.length > 0 && !signal.aborted; batch = await inbox.take()) {
      delivered += batch.length
      if (batch.at(-1)?.info.deliverySequence !== delivered) throw new Error(`Reading ${stream} has missed something`)
      const events = batch.flatMap(streamEvent)
      if (events.length > 0) yield events
    }
    if (!signal.aborted) throw new Error(`Reading ${stream} has ended`)
  } finally {
    clearInterval(checking)
    signal.removeEventListener('abort', stop)
    inbox.close()
    messages.stop()
    manager.consumers.delete(stream, name).catch(() => {})
  }
}

async function beginConsumer(
  js: JetStreamClient,
  manager: JetStreamManager,
  stream: string,
  name: string,
  after: StreamState,
): Promise<ConsumerMessages> {
  await manager.consumers.add(stream, {
    name,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: after.lastSeq + 1,
    ack_policy: AckPolicy.None,
    max_deliver: 1,
    mem_storage: true,
    inactive_threshold: nanos(INACTIVE_MS),
  })
  // Asked when the consumer exists: it belongs to the life of the stream that it was made in, and ends with it.
  const { created } = await manager.streams.info(stream)
  if (created !== after.epoch) throw new Error(`${stream} has begun a new life`)
  const consumer = await js.consumers.get(stream, name)
  return consumer.consume({ max_messages: 2 * BATCH_MAX, expires: PULL_MS, abort_on_missing_resource: true })
}

function streamEvent(message: JsMsg): StreamEvent[] {
  const event = eventOf(message)
  return event ? [{ seq: message.seq, event }] : []
}

/** Null for what no relay of ours has written. Whether the data have their shape is for the handlers to find out. */
function eventOf(message: JsMsg): DomainEvent | null {
  try {
    return envelope.parse(message.json()) as DomainEvent
  } catch {
    return null
  }
}

const envelope = z.object({ id: z.uuid(), name: z.string(), at: z.iso.datetime(), data: z.unknown() })

/** Asks for one message at a time, when it can be worked on: a lease that waits in a buffer would run out there. */
async function* lease(
  js: JetStreamClient,
  manager: JetStreamManager,
  { stream, subject, queue, leaseMs }: { stream: string; subject: string; queue: string; leaseMs: number },
  signal: AbortSignal,
): AsyncGenerator<Lease> {
  const asked = async () => {
    await manager.consumers.add(stream, {
      durable_name: queue,
      filter_subject: subject,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(leaseMs),
    })
    return js.consumers.get(stream, queue)
  }
  const consumer = await untilAborted(signal, asked()).catch(unlessAborted(signal))
  while (consumer && !signal.aborted) {
    const next = consumer.next({ expires: LEASE_WAIT_MS })
    const message = await untilAborted(signal, next).catch(unlessAborted(signal))
    if (signal.aborted) {
      // What comes now is for somebody else, at once.
      next.then((late) => late?.nak()).catch(() => {})
      return
    }
    const event = message && eventOf(message)
    // Silence may mean that the stream, and the queue with it, is gone: this throws then.
    if (!message) await untilAborted(signal, manager.consumers.info(stream, queue)).catch(unlessAborted(signal))
    else if (!event) message.term()
    else {
      yield {
        event,
        attempt: message.info.deliveryCount,
        keepAlive: () => message.working(),
        done: () => message.ack(),
        retry: (delayMs) => message.nak(delayMs),
      }
    }
  }
}

const unlessAborted = (signal: AbortSignal) => (error: unknown) => {
  if (!signal.aborted) throw error
}

const isNotFound = (error: unknown) => error instanceof NatsError && error.api_error?.code === 404

/** "Wrong last msg ID" and "wrong last sequence". */
const isOutOfTurn = (error: unknown) =>
  error instanceof NatsError && [10070, 10071].includes(error.api_error?.err_code ?? 0)
