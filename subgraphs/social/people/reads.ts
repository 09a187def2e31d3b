import { among, type Db } from '@varal/platform/db'
import type { UserId } from '@varal/schema/ids'
import { briefly } from '../briefly.ts'
import { people } from './tables.ts'

/** Those of the ids that are people's. */
export const knownPeople = (db: Db, ids: readonly UserId[]) => db.select().from(people).where(among(people.id, ids))

/** A person who registered a moment ago is heard of within milliseconds. */
const AWAIT_PERSON_MS = 1_000

/** Whether there is such a person, now or within a second. */
export const awaitPerson = (db: Db, person: UserId): Promise<boolean> =>
  briefly(async () => (await knownPeople(db, [person])).length > 0, AWAIT_PERSON_MS)
