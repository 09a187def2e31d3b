import { type DomainEvent, type EventData, type EventName, events } from '@varal/schema/events/events'
import type { Clock } from './clock.ts'
import type { Db } from './db.ts'
import type { Live, LiveItem } from './live/live.ts'
import { mintId } from './mint-id.ts'
import { writeOutbox } from './outbox/write-outbox.ts'
import { isRefusal } from './outcome.ts'

/** One transaction, and what the rest of the world learns when it commits. */
export interface Work {
  readonly db: Db
  readonly at: Date
  /** Tells the other subgraphs a fact. It is stored with the change, so it is neither lost nor premature. */
  announce<Name extends EventName>(name: Name, data: EventData<Name>): void
  /** Shows an item of a topic's log to those who watch it now. Sent after the commit; may be lost, for the log has it. */
  push(item: LiveItem): void
}

/** Commits what `change` did, unless it throws or returns a refusal: then nothing has happened. */
export type RunWork = <Result>(change: (work: Work) => Promise<Result>) => Promise<Result>

export function workOn({ db, clock, live }: { db: Db; clock: Clock; live: Live }): RunWork {
  return async (change) => {
    const facts: DomainEvent[] = []
    const items: LiveItem[] = []
    const run = db.transaction(async (tx) => {
      const at = clock.now()
      const result = await change({
        db: tx as Db,
        at,
        announce(name, data) {
          const fact = { id: mintId('Event', at), name, at: at.toISOString(), data: events[name].parse(data) }
          facts.push(fact as DomainEvent)
        },
        push: (item) => void items.push(item),
      })
      if (isRefusal(result)) throw new Refused(result)
      // Last, when the row locks of what changed are held: one thing's facts are numbered in the order in which it changed.
      await writeOutbox(tx as Db, facts)
      return result
    })
    const result = await run.catch((error: unknown) => {
      if (error instanceof Refused) return error.refusal as never
      throw error
    })
    if (!isRefusal(result)) live.push(items)
    return result
  }
}

class Refused {
  readonly refusal: unknown
  constructor(refusal: unknown) {
    this.refusal = refusal
  }
}
