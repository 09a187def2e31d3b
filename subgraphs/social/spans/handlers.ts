import { on } from '@varal/platform/handlers'
import type { Work } from '@varal/platform/work'
import type { EventData } from '@varal/schema/events/events'
import { ne } from 'drizzle-orm'
import { handles } from './tables.ts'

export const handleHandlers = [
  on('users.account.registered', 'remember-handle', ({ data }, work) => rememberHandle(work, data)),
  on('users.profile.updated', 'remember-handle-again', ({ data }, work) => rememberHandle(work, data)),
]

async function rememberHandle({ db, at }: Work, person: EventData<'users.profile.updated'>): Promise<void> {
  const { userId, handle } = person
  await db
    .insert(handles)
    .values({ userId, handle, since: at })
    .onConflictDoUpdate({ target: handles.userId, set: { handle, since: at }, setWhere: ne(handles.handle, handle) })
}
