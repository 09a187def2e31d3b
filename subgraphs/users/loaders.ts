import type { Context } from '@varal/platform/context'
import type { Db } from '@varal/platform/db'
import { oneByKey } from '@varal/platform/load'
import { ownAccounts } from './accounts/reads.ts'
import { profilesByHandle, profilesById } from './profiles/reads.ts'
import { sessionsById } from './sessions/reads.ts'

/** What the resolvers of one request have in common. */
export const loaders = (db: Db) => ({
  user: oneByKey(profilesById(db), (row) => row.id),
  userByHandle: oneByKey(profilesByHandle(db), (row) => row.handle),
  ownAccount: oneByKey(ownAccounts(db), (row) => row.id),
  session: oneByKey(sessionsById(db), (row) => row.id),
})

export type Ctx = Context<ReturnType<typeof loaders>>
