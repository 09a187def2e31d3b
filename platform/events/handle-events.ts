import { events as catalogue, type DomainEvent } from '@varal/schema/events/events'
import { faultText, isOutage } from '../faults.ts'
import type { FactHandler } from '../handlers.ts'
import { makeFact } from '../outbox/make-fact.ts'
import { deadLetters } from '../tables.ts'
import type { Work } from '../work.ts'

/** What becomes of an event that a handler cannot take. */
export interface GiveUp {
  readonly attempts: number
  /** Why no handler is even tried: their work together could not be committed. */
  readonly untried?: Error | undefined
  readonly report: (event: DomainEvent, handler: FactHandler, error: unknown) => void
}

/**
 * Runs the handlers of each event, in order, in the given work.
 * @param giveUp a handler that fails is undone alone, and its event kept as a dead letter; without it a failure throws.
 */
export async function handleEvents(
  events: readonly DomainEvent[],
  handlers: readonly FactHandler[],
  work: Work,
  giveUp?: GiveUp,
): Promise<void> {
  for (const event of events) {
    for (const handler of handlers.filter((one) => one.event === event.name)) {
      if (giveUp?.untried) await putAside(event, handler, work, giveUp, giveUp.untried)
      else if (giveUp) await runOrPutAside(event, handler, work, giveUp)
      else await handler.run(inShape(event), work)
    }
  }
}

/** Checks what an older or newer version wrote against the catalogue, before anybody acts on it. Throws what does not fit. */
export const inShape = (event: DomainEvent): DomainEvent =>
  ({ ...event, data: catalogue[event.name].parse(event.data) }) as DomainEvent

async function runOrPutAside(event: DomainEvent, handler: FactHandler, work: Work, giveUp: GiveUp): Promise<void> {
  // What a failed handler announced and pushed goes with what it wrote.
  const kept: (() => void)[] = []
  try {
    await work.db.transaction((savepoint) =>
      handler.run(inShape(event), {
        db: savepoint as unknown as Work['db'],
        at: work.at,
        announce(name, data) {
          // Whether it can be announced shows here, where a failure is the handler's own.
          makeFact(name, data, work.at)
          kept.push(() => work.announce(name, data))
        },
        push: (item) => void kept.push(() => work.push(item)),
      }),
    )
  } catch (error) {
    if (isOutage(error)) throw error
    return putAside(event, handler, work, giveUp, error)
  }
  for (const keep of kept) keep()
}

/** Keeps the event for a handler as a dead letter. */
async function putAside(
  event: DomainEvent,
  handler: FactHandler,
  work: Work,
  { attempts, report }: GiveUp,
  error: unknown,
): Promise<void> {
  const letter = { handler: handler.as, eventId: event.id, event, error: faultText(error), attempts, at: work.at }
  await work.db.insert(deadLetters).values(letter).onConflictDoNothing()
  report(event, handler, error)
}
