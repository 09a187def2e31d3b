import { randomUUID } from 'node:crypto'
import type { NatsConnection } from 'nats'
import type { Live, LiveHint, LiveItem } from './live.ts'

/** Well below the 1 MB that NATS takes. An item that is larger by itself reaches this process only. */
const MESSAGE_CHARACTERS_MAX = 200_000

/**
 * Between processes, over core NATS: one subscription per process, however many clients watch. Whoever listens in the
 * process that pushes hears it directly, also without NATS. What is pushed while the connection is down does not reach
 * the others: whoever watches there reads it from the log.
 */
export function natsLive(nats: NatsConnection, subject: string): Live {
  const listeners = new Set<(news: LiveItem | LiveHint) => void>()
  const self = randomUUID()
  const tell = (news: LiveItem | LiveHint) => {
    for (const heard of listeners) heard(news)
  }

  const subscription = nats.subscribe(subject, {
    callback(error, message) {
      if (error) return
      const batch = parse(message.string())
      if (batch && batch.from !== self) for (const item of batch.items) tell(item)
    },
  })
  return {
    push(news) {
      for (const one of news) tell(one)
      if (nats.isClosed() || nats.isDraining()) return
      for (const batch of batches(news)) nats.publish(subject, `{"from":"${self}","items":[${batch.join(',')}]}`)
    },
    listen(heard) {
      listeners.add(heard)
      return { [Symbol.dispose]: () => void listeners.delete(heard) }
    },
    async [Symbol.asyncDispose]() {
      if (!nats.isClosed()) subscription.unsubscribe()
      listeners.clear()
    },
  }
}

function* batches(news: readonly (LiveItem | LiveHint)[]): Generator<string[]> {
  let batch: string[] = []
  let characters = 0
  for (const json of news.map((one) => JSON.stringify(one))) {
    if (json.length > MESSAGE_CHARACTERS_MAX) continue
    if (characters + json.length > MESSAGE_CHARACTERS_MAX) {
      yield batch
      batch = []
      characters = 0
    }
    batch.push(json)
    characters += json.length
  }
  if (batch.length > 0) yield batch
}

/** Null for what another version, or somebody else, has sent. */
function parse(text: string): { from: string; items: (LiveItem | LiveHint)[] } | null {
  try {
    const { from, items } = JSON.parse(text)
    return Array.isArray(items) ? { from, items } : null
  } catch {
    return null
  }
}
