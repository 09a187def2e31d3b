import { type DomainEvent, type EventData, type EventName, events } from '@varal/schema/events/events'
import { mintId } from '../mint-id.ts'

/** NATS takes a megabyte. A fact is ids and a little text: one that is larger would hold up all that come after it. */
const CHARACTERS_MAX = 200_000
/** In JSON: NUL and halves of surrogate pairs, which `jsonb` refuses. Behind an even number of backslashes. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/

/** A fact as it is stored and travels. Throws if it has not the catalogue's shape, or could not be stored or carried. */
export function makeFact<Name extends EventName>(name: Name, data: EventData<Name>, at: Date): DomainEvent {
  const fact = { id: mintId('Event', at), name, at: at.toISOString(), data: events[name].parse(data) }
  const json = JSON.stringify(fact.data)
  if (json.length > CHARACTERS_MAX) throw new Error(`${name} has more than ${CHARACTERS_MAX} characters`)
  if (UNSTORABLE.test(json)) throw new Error(`${name} has text that is not well-formed`)
  return fact as DomainEvent
}
