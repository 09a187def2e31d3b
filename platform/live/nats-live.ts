import type { NatsConnection } from 'nats'
import type { Live, LiveItem } from './live.ts'

/**
 * Between processes, over core NATS: one subscription per process, however many clients watch. What is pushed while the
 * connection is down is dropped rather than kept for later: whoever watches reads it from the log.
 */
export function natsLive(nats: NatsConnection, subject: string): Live {
  const listeners = new Set<(item: LiveItem) => void>()
  const subscription = nats.subscribe(subject, {
    callback(error, message) {
      if (error) return
      for (const item of message.json<LiveItem[]>()) for (const heard of listeners) heard(item)
    },
  })
  return {
    push(items) {
      if (items.length === 0 || nats.isClosed()) return
      for (let from = 0; from < items.length; from += ITEMS_PER_MESSAGE) {
        nats.publish(subject, JSON.stringify(items.slice(from, from + ITEMS_PER_MESSAGE)))
      }
    },
    listen(heard) {
      listeners.add(heard)
      return { [Symbol.dispose]: () => void listeners.delete(heard) }
    },
    async [Symbol.asyncDispose]() {
      subscription.unsubscribe()
      listeners.clear()
    },
  }
}

/** Well below the 1 MB that NATS takes. */
const ITEMS_PER_MESSAGE = 500
