import { among, type Db } from '@varal/platform/db'
import type { UserId } from '@varal/schema/ids'
import { and, not } from 'drizzle-orm'
import { briefly } from '../briefly.ts'
import { isAway } from '../standing.ts'
import { people } from './tables.ts'

/** Those of the ids that are people's who are not away. */
export const knownPeople = (db: Db, ids: readonly UserId[]) =>
  db
    .select()
    .from(people)
    .where(and(among(people.id, ids), not(isAway(people.id))))

/** A person who registered a moment ago is heard of within milliseconds. */
const AWAIT_PERSON_MS = 1_000

/** Whether there is such a person, now or within a second. */
export const awaitPerson = (db: Db, person: UserId): Promise<boolean> =>
  briefly(async () => (await knownPeople(db, [person])).length > 0, AWAIT_PERSON_MS)
