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
 * Runs the handlers of the events, in order, in the given work: events of one name that follow each other go through each
 * of their handlers together.
 * @param giveUp a handler that fails is undone alone, and its event kept as a dead letter; without it a failure throws.
 */
export async function handleEvents(
  events: readonly DomainEvent[],
  handlers: readonly FactHandler[],
  work: Work,
  giveUp?: GiveUp,
): Promise<void> {
  for (const run of runsOf(events)) {
    for (const handler of handlers.filter((one) => one.event === run[0].name)) {
      if (!giveUp) await handler.run(run.map(inShape), work)
      else for (const event of run) await runOrPutAside(event, handler, work, giveUp)
    }
  }
}

type NonEmpty<Item> = [Item, ...Item[]]

/** The events in stretches of one name. */
function runsOf(events: readonly DomainEvent[]): NonEmpty<DomainEvent>[] {
  const runs: NonEmpty<DomainEvent>[] = []
  for (const event of events) {
    const last = runs.at(-1)
    if (last?.[0].name === event.name) last.push(event)
    else runs.push([event])
  }
  return runs
}

/** Checks what an older or newer version wrote against the catalogue, before anybody acts on it. Throws what does not fit. */
export const inShape = (event: DomainEvent): DomainEvent =>
  ({ ...event, data: catalogue[event.name].parse(event.data) }) as DomainEvent

async function runOrPutAside(event: DomainEvent, handler: FactHandler, work: Work, giveUp: GiveUp): Promise<void> {
  if (giveUp.untried) return putAside(event, handler, work, giveUp, giveUp.untried)
  // What a failed handler announced and pushed goes with what it wrote.
  const kept: (() => void)[] = []
  try {
    await work.db.transaction((savepoint) =>
      handler.run([inShape(event)], {
        db: savepoint as unknown as Work['db'],
        at: work.at,
        announce(name, data) {
          // Whether it can be announced shows here, where a failure is the handler's own.
          makeFact(name, data, work.at)
          kept.push(() => work.announce(name, data))
        },
        push: (item) => void kept.push(() => work.push(item)),
        hint: (topic) => void kept.push(() => work.hint(topic)),
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
