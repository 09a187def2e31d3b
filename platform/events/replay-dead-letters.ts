import type { DomainEvent } from '@varal/schema/events/events'
import { and, asc, eq } from 'drizzle-orm'
import type { Db } from '../db.ts'
import { faultText } from '../faults.ts'
import type { Handler } from '../handlers.ts'
import { deadLetters } from '../tables.ts'
import type { RunWork } from '../work.ts'
import { inShape } from './handle-events.ts'

export interface Replayed {
  readonly handler: string
  readonly event: string
  /** Null when it went well and the letter is gone. */
  readonly error: string | null
}

/** Runs again what was put aside, oldest first, each in a transaction of its own. At most 1,000 at a time. */
export async function replayDeadLetters(handlers: readonly Handler[], db: Db, work: RunWork): Promise<Replayed[]> {
  const letters = await db.select().from(deadLetters).orderBy(asc(deadLetters.at)).limit(1_000)
  const replayed: Replayed[] = []
  for (const letter of letters) {
    const event = letter.event as DomainEvent
    const handler = handlers.find((one) => one.as === letter.handler)
    const error = await work(async (unit) => {
      if (handler?.kind !== 'fact') throw new Error(`There is no handler ${letter.handler} any more`)
      const taken = await unit.db
        .delete(deadLetters)
        .where(and(eq(deadLetters.handler, letter.handler), eq(deadLetters.eventId, letter.eventId)))
        .returning({ handler: deadLetters.handler })
      // None if somebody else has replayed it in the meantime.
      if (taken.length > 0) await handler.run([inShape(event)], unit)
    }).then(() => null, faultText)
    replayed.push({ handler: letter.handler, event: event.name, error })
  }
  return replayed
}
