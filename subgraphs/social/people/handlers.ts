import { on } from '@varal/platform/handlers'
import { people } from './tables.ts'

export const rememberPerson = on('users.account.registered', 'remember-person', async ({ data }, work) => {
  await work.db.insert(people).values({ id: data.userId }).onConflictDoNothing()
})

export const peopleHandlers = [rememberPerson]
