import type { Socket } from 'node:net'
import { answerOrders } from './asked-process.ts'
import { nowMs, OPERATION } from './hot-topic.ts'
import { rawWatcher } from './raw-watcher.ts'

// Run by live-sockets.ts, on a core of its own: thousands of clients.

export type WatchersOrder =
  /** Opens so many sockets with a subscription each, and resolves when each has been told `first` things. */
  | {
      readonly what: 'open'
      readonly url: string
      readonly count: number
      /** `hot`, or one topic for each. */
      readonly topics: 'one' | 'each'
      readonly after: string | null
      readonly first: number
    }
  /** Resolves when every socket has got so many items, with when the last one did. */
  | { readonly what: 'items'; readonly count: number }
  /** When each socket got each item from number `from` on, in milliseconds of Unix time; in no promised order. */
  | { readonly what: 'arrivals'; readonly from: number }
  | { readonly what: 'close' }

/** That are being opened at once. */
const OPENING_MAX = 128
const ITEM = Buffer.from('"Happened"')

const sockets = new Set<Socket>()
/** Of each item, counted from 1, when it came to whom. */
let arrivals: number[][] = []
/** How many sockets have got at least so many items. */
let reached: number[] = []
let lost = 0
let waiting: { count: number; resolve: (atMs: number) => void; reject: (error: Error) => void } | undefined

function open(order: WatchersOrder & { what: 'open' }, number: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let items = 0
  let told = 0
  const variables = { topic: order.topics === 'one' ? 'hot' : `topic${number}`, after: order.after }
  const socket = rawWatcher(order.url, OPERATION, variables, {
    asked: () => order.first === 0 && resolve(),
    message(frame) {
      if (++told === order.first) resolve()
      if (!frame.includes(ITEM)) return
      const item = items++
      const atMs = nowMs()
      arrivals[item] ??= []
      arrivals[item].push(atMs)
      reached[item] = (reached[item] ?? 0) + 1
      if (waiting && waiting.count === item + 1 && reached[item] === sockets.size) waiting.resolve(atMs)
    },
    ended(error) {
      if (!sockets.delete(socket)) return
      lost++
      const reason = error ?? new Error('A socket was closed')
      reject(reason)
      waiting?.reject(reason)
    },
  })
  sockets.add(socket)
  return promise
}

answerOrders(async (order: WatchersOrder) => {
  if (order.what === 'open') {
    const beganMs = nowMs()
    let next = 0
    const opening = Array.from({ length: OPENING_MAX }, async () => {
      while (next < order.count) await open(order, next++)
    })
    await Promise.all(opening)
    return { tookMs: nowMs() - beganMs }
  }
  if (order.what === 'items') {
    if (reached[order.count - 1] === sockets.size) return { atMs: Math.max(...(arrivals[order.count - 1] ?? [])) }
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    waiting = { count: order.count, resolve, reject }
    return { atMs: await promise }
  }
  if (order.what === 'arrivals') return arrivals.slice(order.from).map((of) => Float64Array.from(of))
  const closing = [...sockets]
  sockets.clear()
  for (const socket of closing) socket.destroy()
  arrivals = []
  reached = []
  waiting = undefined
  const result = { lost }
  lost = 0
  return result
})
