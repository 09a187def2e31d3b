import type { Topic } from '@varal/schema/live'
import type { LiveItem } from './live.ts'

/**
 * The recent past of all topics, in a bounded number of items. Of each topic it holds one interval without gaps, and
 * says which: what lies outside is read from the topic's table.
 */
export class Ring {
  readonly #slots: (LiveItem | undefined)[]
  readonly #byTopic = new Map<Topic, LiveItem[]>()
  #next = 0

  constructor(capacity: number) {
    this.#slots = new Array(capacity)
  }

  add(item: LiveItem): void {
    const held = this.#byTopic.get(item.topic)
    const last = held?.at(-1)
    if (last && item.seq <= last.seq) return
    this.#evict(this.#slots[this.#next])
    this.#slots[this.#next] = item
    this.#next = (this.#next + 1) % this.#slots.length

    // Something between was missed, or has just made room: the interval begins anew.
    const interval = this.#byTopic.get(item.topic)
    if (interval && interval.at(-1)?.seq === item.seq - 1) interval.push(item)
    else this.#byTopic.set(item.topic, [item])
  }

  /** The items after `after`, at most `limit`, or null if the ring cannot say. */
  after(topic: Topic, after: number, limit = Number.POSITIVE_INFINITY): readonly LiveItem[] | null {
    const held = this.#byTopic.get(topic)
    const first = held?.at(0)
    const last = held?.at(-1)
    if (!held || !first || !last || after < first.seq - 1 || after > last.seq) return null
    const from = after - first.seq + 1
    return held.slice(from, from + limit)
  }

  clear(): void {
    this.#slots.fill(undefined)
    this.#byTopic.clear()
  }

  #evict(item: LiveItem | undefined): void {
    const held = item && this.#byTopic.get(item.topic)
    if (!held || held[0] !== item) return
    held.shift()
    if (held.length === 0) this.#byTopic.delete(item.topic)
  }
}
