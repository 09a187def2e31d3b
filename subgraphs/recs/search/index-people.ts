import { type Handler, on } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { EventData } from '@varal/schema/events/events'
import { people } from './tables.ts'
import { wordsOf } from './words.ts'

export const indexPeople: readonly Handler[] = [
  on('users.account.registered', 'index-person', ({ data }, work) => indexPerson(work, data)),
  on('users.profile.updated', 'index-person-again', ({ data }, work) => indexPerson(work, data)),
]

async function indexPerson({ db, at }: Work, person: EventData<'users.profile.updated'>): Promise<void> {
  const words = wordsOf(`${person.handle} ${person.displayName}`).join(' ')
  await db
    .insert(people)
    .values({ id: person.userId, words, since: at })
    .onConflictDoUpdate({ target: people.id, set: { words } })
}
