import { type DomainEvent, type EventName, events, ownerOf } from '@varal/schema/events/events'
import type { SubgraphName } from '@varal/schema/subgraph-names'
import {
  AckPolicy,
  DeliverPolicy,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
  type NatsConnection,
  NatsError,
  nanos,
  StorageType,
} from 'nats'
import { BatchInbox } from './batch-inbox.ts'
import type { EventBus, Lease, StreamEvent, StreamState } from './bus.ts'

/** As long as the outboxes keep what they published: nothing is in a stream that could not be built again, or erased. */
const RETENTION_MS = 24 * 60 * 60 * 1_000
/** A repeated event id is dropped within this time. */
const DUPLICATE_WINDOW_MS = 2 * 60 * 1_000
const REQUEST_TIMEOUT_MS = 2_000
const BATCH_MAX = 100
/** A lease that is not kept alive for this long is given to somebody else. */
const LEASE_MS = 20_000
/** How long one request for work stays open; the server takes no less than a second. */
const LEASE_WAIT_MS = 1_000
/** How often a reader asks whether its stream still lives; a deleted stream only falls silent. */
const EPOCH_CHECK_MS = 1_000
/** Unused ordered consumers are forgotten by the server. */
const INACTIVE_MS = 30_000

/**
 * @param namespace keeps systems that share a NATS server apart. [A-Za-z0-9_-]+.
 * The connection belongs to the caller.
 */
export async function jetstreamBus(nats: NatsConnection, namespace: string): Promise<EventBus> {
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
      const publish = (event: DomainEvent, expected: number) =>
        js.publish(subjectOf(event.name), JSON.stringify(event), {
          msgID: event.id,
          expect: { lastSequence: expected, streamName: streamOf(owner) },
        })
      const chained = await Promise.allSettled(batch.map((event, index) => publish(event, lastSeq + index)))
      if (chained.every((one) => one.status === 'fulfilled')) return chained.map((one) => one.value.seq)
      // An event that was stored before keeps its number and breaks the chain behind it: go on one by one.
      const now = await state(owner)
      if (!now || now.lastSeq < lastSeq) throw new Error(`The stream of ${owner} has lost events`)
      return appendOneByOne(batch, publish, now.lastSeq)
    },
    read: (owner, after, signal) => readInOrder(js, manager, streamOf(owner), after, signal),
    lease: (queue, name, signal) =>
      lease(js, manager, { stream: streamOf(ownerOf(name)), subject: subjectOf(name), queue }, signal),
    async [Symbol.asyncDispose]() {},
  }
}

type Publish = (event: DomainEvent, expected: number) => ReturnType<JetStreamClient['publish']>

async function appendOneByOne(batch: readonly DomainEvent[], publish: Publish, from: number): Promise<number[]> {
  let lastSeq = from
  const numbers: number[] = []
  for (const event of batch) {
    const { seq, duplicate } = await publish(event, lastSeq)
    if (!duplicate) lastSeq = seq
    numbers.push(seq)
  }
  return numbers
}

async function* readInOrder(
  js: JetStreamClient,
  manager: JetStreamManager,
  stream: string,
  after: StreamState,
  signal: AbortSignal,
): AsyncGenerator<readonly StreamEvent[]> {
  const consumer = await js.consumers.get(stream, {
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: after.lastSeq + 1,
    inactive_threshold: INACTIVE_MS,
  })
  const messages = await consumer.consume({ max_messages: 2 * BATCH_MAX })
  const inbox = new BatchInbox<JsMsg>(BATCH_MAX)
  const stop = () => messages.stop()
  signal.addEventListener('abort', stop, { once: true })
  const pumping = inbox.fill(messages)
  const checking = setInterval(() => {
    manager.streams.info(stream).then(
      (info) => info.created !== after.epoch && inbox.fail(new Error(`${stream} has begun a new life`)),
      (error: unknown) => isNotFound(error) && inbox.fail(new Error(`${stream} is gone`)),
    )
  }, EPOCH_CHECK_MS)
  try {
    for (let batch = await inbox.take(); batch.length > 0; batch = await inbox.take()) yield batch.map(streamEvent)
  } finally {
    clearInterval(checking)
    signal.removeEventListener('abort', stop)
    stop()
    inbox.close()
    await pumping
  }
}

const streamEvent = (message: JsMsg): StreamEvent => ({ seq: message.seq, event: eventOf(message) })

/** What an older or newer version wrote is checked against the catalogue before anybody acts on it. */
function eventOf(message: JsMsg): DomainEvent {
  const { id, name, at, data } = message.json<DomainEvent>()
  const shape = events[name]
  return { id, name, at, data: shape ? shape.parse(data) : data } as DomainEvent
}

/** Asks for one message at a time, when it can be worked on: a lease that waits in a buffer would run out there. */
async function* lease(
  js: JetStreamClient,
  manager: JetStreamManager,
  { stream, subject, queue }: { stream: string; subject: string; queue: string },
  signal: AbortSignal,
): AsyncGenerator<Lease> {
  await manager.consumers.add(stream, {
    durable_name: queue,
    filter_subject: subject,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(LEASE_MS),
  })
  const consumer = await js.consumers.get(stream, queue)
  while (!signal.aborted) {
    const message = await consumer.next({ expires: LEASE_WAIT_MS })
    // Silence may mean that the stream, and the queue with it, is gone: this throws then.
    if (!message) await manager.consumers.info(stream, queue)
    else {
      yield {
        event: eventOf(message),
        attempt: message.info.deliveryCount,
        keepAlive: () => message.working(),
        done: () => message.ack(),
        retry: (delayMs) => message.nak(delayMs),
      }
    }
  }
}

const isNotFound = (error: unknown) => error instanceof NatsError && error.api_error?.code === 404
