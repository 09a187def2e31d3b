import type { UserId } from '@varal/schema/ids'

/** What processes tell each other of a post, each line for as long as it is true. By the clocks of who wrote it. */
export type PresenceLine =
  | { readonly node: string; readonly people: number; readonly atMs: number }
  | { readonly typist: UserId; readonly atMs: number }

/** Of a node that says nothing for so long nobody is there any more. */
export const NODE_MS = 30_000
export const TYPING_MS = 6_000
/** Who types at once at a post, as far as anybody is told. */
const TYPISTS_MAX = 50
/** Processes that have viewers of one post. */
const NODES_MAX = 1_000

interface NodeEntry {
  readonly people: number
  readonly endsMs: number
}

/** Who is at one post, as one process knows it. */
export class PresenceRoom {
  /** Streams of each person, in this process. */
  readonly #own = new Map<UserId, number>()
  readonly #others = new Map<string, NodeEntry>()
  readonly #typists = new Map<UserId, number>()
  readonly #node: string

  /** @param node the name of this process */
  constructor(node: string) {
    this.#node = node
  }

  get ownPeople(): number {
    return this.#own.size
  }

  enter(person: UserId): void {
    this.#own.set(person, (this.#own.get(person) ?? 0) + 1)
  }

  leave(person: UserId): void {
    const left = (this.#own.get(person) ?? 1) - 1
    if (left > 0) this.#own.set(person, left)
    else this.#own.delete(person)
  }

  hear(line: PresenceLine): void {
    if ('typist' in line) {
      // Who is at it again is the latest.
      this.#typists.delete(line.typist)
      this.#typists.set(line.typist, line.atMs + TYPING_MS)
      if (this.#typists.size > TYPISTS_MAX) this.#typists.delete(this.#typists.keys().next().value as UserId)
    } else if (line.node !== this.#node && (this.#others.has(line.node) || this.#others.size < NODES_MAX)) {
      this.#others.set(line.node, { people: line.people, endsMs: line.atMs + NODE_MS })
    }
  }

  /** Forgets what is over. */
  tidy(nowMs: number): void {
    for (const [node, { people, endsMs }] of this.#others)
      if (endsMs <= nowMs || people === 0) this.#others.delete(node)
    for (const [person, endsMs] of this.#typists) if (endsMs <= nowMs) this.#typists.delete(person)
  }

  viewers(): number {
    return [...this.#others.values()].reduce((sum, { people }) => sum + people, this.#own.size)
  }

  /** The latest first. */
  typists(): UserId[] {
    return [...this.#typists.keys()].reverse()
  }
}
