import type { z } from 'zod'
import type { EventId } from '../ids.ts'
import type { SubgraphName } from '../subgraph-names.ts'
import { feedEvents } from './feed.ts'
import { mediaEvents } from './media.ts'
import { recsEvents } from './recs.ts'
import { socialEvents } from './social.ts'
import { usersEvents } from './users.ts'

/** Every fact that one subgraph tells the others, by name: owner.entity.happened. */
export const events = { ...usersEvents, ...mediaEvents, ...socialEvents, ...feedEvents, ...recsEvents }

export type EventName = keyof typeof events
export type EventData<Name extends EventName> = z.output<(typeof events)[Name]>

/** A fact as it travels. `at` is when the transaction that made it true began, RFC 3339. */
export type DomainEvent<Name extends EventName = EventName> = {
  [N in Name]: { readonly id: EventId; readonly name: N; readonly at: string; readonly data: EventData<N> }
}[Name]

/** Whose fact it is: the first word of its name. */
export const ownerOf = (name: EventName) => name.slice(0, name.indexOf('.')) as SubgraphName
