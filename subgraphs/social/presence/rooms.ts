import { randomUUID } from 'node:crypto'
import type { Cache } from '@varal/platform/cache/cache'
import type { Clock } from '@varal/platform/clock'
import { Mistake } from '@varal/platform/errors'
import type { LiveHub } from '@varal/platform/live/live-hub'
import type { PostId, UserId } from '@varal/schema/ids'
import { presenceTopic } from '@varal/schema/live'
import { NODE_MS, type PresenceLine, PresenceRoom } from './room.ts'

export interface PresencePorts {
  readonly cache: Pick<Cache, 'append' | 'linesAfter'>
  readonly live: Pick<LiveHub, 'hint' | 'onHint'>
  readonly clock: Clock
}

const HEARTBEAT_MS = 10_000
const TICK_MS = 1_000
/** Of each process. */
const ROOMS_MAX = 10_000
const STREAMS_OF_ROOM_MAX = 5_000
const STREAMS_OF_PERSON_MAX = 20
/** Rooms that ask the cache at once. */
const ASKING_MAX = 50

/** Somebody's place at a post. */
export interface Seat extends Disposable {
  readonly room: Pick<PresenceRoom, 'viewers' | 'typists'>
}

export interface PresenceRooms {
  /**
   * Takes a place. `wake` is called when there may be something else to see, until the seat is disposed.
   * @throws Mistake OVERLOADED if this process has no place left at the post, or for the person
   */
  enter(postId: PostId, person: UserId, wake: () => void): Promise<Seat>
  /** Says to all processes that somebody types. Throws if the cache is away. */
  type(postId: PostId, person: UserId): Promise<void>
}

interface OpenRoom {
  readonly postId: PostId
  readonly room: PresenceRoom
  readonly wakes: Set<() => void>
  readonly hints: Disposable
  place: string | null
  /** Another process has said something. */
  isHinted: boolean
  /** What the others were told last, and when. */
  told: { people: number; atMs: number } | null
  /** What streams were last woken for. */
  shown: string
}

/**
 * The posts at which this process has viewers. Each process says how many it has, in a log of the cache that forgets by
 * itself; a second is the rhythm of all of it. When a round takes longer, the next ones are left out: nothing queues up.
 */
export function presenceRooms({ cache, live, clock }: PresencePorts, { tickMs = TICK_MS } = {}): PresenceRooms {
  const node = randomUUID()
  const rooms = new Map<PostId, OpenRoom>()
  const streamsOf = new Map<UserId, number>()
  let ticking: NodeJS.Timeout | undefined
  let isTicking = false

  async function say(postId: PostId, line: PresenceLine): Promise<void> {
    await cache.append(keyOf(postId), line, NODE_MS)
    live.hint(presenceTopic(postId))
  }

  async function listen(open: OpenRoom): Promise<void> {
    open.isHinted = false
    const { lines, place } = await cache.linesAfter<PresenceLine>(keyOf(open.postId), open.place)
    open.place = place
    for (const line of lines) open.room.hear(line)
  }

  async function refresh(open: OpenRoom): Promise<void> {
    const { postId, room } = open
    const nowMs = clock.now().getTime()
    const people = room.ownPeople
    if (open.told?.people !== people || nowMs - open.told.atMs >= HEARTBEAT_MS) {
      open.told = { people, atMs: nowMs }
      await say(postId, { node, people, atMs: nowMs })
    }
    if (open.isHinted) await listen(open)
    room.tidy(nowMs)
    const shown = `${room.viewers()} ${room.typists()}`
    if (shown !== open.shown) for (const wake of open.wakes) wake()
    open.shown = shown
    if (people === 0) close(open)
  }

  /** Without the cache people are counted in this process alone. */
  async function tick(): Promise<void> {
    const all = [...rooms.values()]
    for (let from = 0; from < all.length; from += ASKING_MAX)
      await Promise.allSettled(all.slice(from, from + ASKING_MAX).map(refresh))
  }

  function open(postId: PostId): OpenRoom {
    const opened: OpenRoom = {
      ...{ postId, room: new PresenceRoom(node), wakes: new Set<() => void>(), place: null },
      ...{ isHinted: true, told: null, shown: '' },
      hints: live.onHint([presenceTopic(postId)], () => {
        opened.isHinted = true
      }),
    }
    rooms.set(postId, opened)
    ticking ??= setInterval(() => {
      if (isTicking) return
      isTicking = true
      void tick().finally(() => {
        isTicking = false
      })
    }, tickMs).unref()
    return opened
  }

  function close({ postId, hints }: OpenRoom): void {
    hints[Symbol.dispose]()
    rooms.delete(postId)
    if (rooms.size > 0) return
    clearInterval(ticking)
    ticking = undefined
  }

  return {
    async enter(postId, person, wake) {
      const known = rooms.get(postId)
      const isFull = known ? known.wakes.size >= STREAMS_OF_ROOM_MAX : rooms.size >= ROOMS_MAX
      const own = streamsOf.get(person) ?? 0
      if (isFull || own >= STREAMS_OF_PERSON_MAX)
        throw new Mistake('OVERLOADED', 'Too many watch who is there. Try again in a moment.')
      const opened = known ?? open(postId)
      streamsOf.set(person, own + 1)
      opened.room.enter(person)
      opened.wakes.add(wake)
      if (!known) await listen(opened).catch(() => {})
      opened.room.tidy(clock.now().getTime())
      return {
        room: opened.room,
        [Symbol.dispose]() {
          if (!opened.wakes.delete(wake)) return
          opened.room.leave(person)
          const left = (streamsOf.get(person) ?? 1) - 1
          if (left > 0) streamsOf.set(person, left)
          else streamsOf.delete(person)
        },
      }
    },
    type: (postId, person) => say(postId, { typist: person, atMs: clock.now().getTime() }),
  }
}

const keyOf = (postId: PostId) => `presence:${postId}`

const roomsOf = new WeakMap<object, PresenceRooms>()

/** Those of this process. */
export function roomsHere(ports: PresencePorts): PresenceRooms {
  const here = roomsOf.get(ports.live) ?? presenceRooms(ports)
  roomsOf.set(ports.live, here)
  return here
}
