import type { DomainEvent, EventData, EventName } from '@varal/schema/events/events'
import type { Topic } from '@varal/schema/live'
import type { Clock } from './clock.ts'
import type { Db } from './db.ts'
import type { Live, LiveHint, LiveItem } from './live/live.ts'
import { makeFact } from './outbox/make-fact.ts'
import { writeOutbox } from './outbox/write-outbox.ts'
import { isRefusal } from './outcome.ts'

/** One transaction, and what the rest of the world learns when it commits. */
export interface Work {
  readonly db: Db
  readonly at: Date
  /**
   * Tells the other subgraphs a fact. It is stored with the change, so it is neither lost nor premature. Throws if it has
   * not the shape that the catalogue gives it.
   */
  announce<Name extends EventName>(name: Name, data: EventData<Name>): void
  /** Shows an item of a topic's log to those who watch it now. Sent after the commit; may be lost, for the log has it. */
  push(item: LiveItem): void
  /** Has those who watch a topic look again at what has no number in its log. Sent after the commit; may be lost. */
  hint(topic: Topic): void
}

/** Commits what `change` did, unless it throws or returns a refusal: then nothing has happened. */
export type RunWork = <Result>(change: (work: Work) => Promise<Result>) => Promise<Result>

export function workOn({ db, clock, live }: { db: Db; clock: Clock; live: Live }): RunWork {
  return async (change) => {
    const facts: DomainEvent[] = []
    const items: LiveItem[] = []
    const hinted = new Set<Topic>()
    const run = db.transaction(async (tx) => {
      const at = clock.now()
      const result = await change({
        db: tx as Db,
        at,
        announce: (name, data) => void facts.push(makeFact(name, data, at)),
        push: (item) => void items.push(item),
        hint: (topic) => void hinted.add(topic),
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
    if (!isRefusal(result)) pushAll(live, [...items, ...[...hinted].map((topic) => ({ topic }))])
    return result
  }
}

/** What is committed is committed: what cannot be sent is lost, as it may be. */
function pushAll(live: Live, news: readonly (LiveItem | LiveHint)[]): void {
  if (news.length === 0) return
  try {
    live.push(news)
  } catch {}
}

class Refused {
  readonly refusal: unknown
  constructor(refusal: unknown) {
    this.refusal = refusal
  }
}
