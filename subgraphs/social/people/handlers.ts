import { on } from '@varal/platform/handlers'
import { eq } from 'drizzle-orm'
import { audiences } from '../audience/tables.ts'
import { people } from './tables.ts'

export const rememberPerson = on('users.account.registered', 'remember-person', async ({ data }, work) => {
  await work.db.insert(people).values({ id: data.userId }).onConflictDoNothing()
})

/** From now on nobody but themself finds the person, nor what is theirs. */
const hidePerson = on('users.account.deactivated', 'hide-person', async ({ data }, work) => {
  await work.db
    .insert(audiences)
    .values({ personId: data.userId, isAway: true })
    .onConflictDoUpdate({ target: audiences.personId, set: { isAway: true } })
})

const showPerson = on('users.account.reactivated', 'show-person', async ({ data }, work) => {
  await work.db.update(audiences).set({ isAway: false }).where(eq(audiences.personId, data.userId))
})

export const peopleHandlers = [rememberPerson, hidePerson, showPerson]
