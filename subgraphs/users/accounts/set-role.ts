import { type Outcome, refuse } from '@varal/platform/outcome'
import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import type { Role } from '@varal/schema/scopes'
import { eq } from 'drizzle-orm'
import { accounts } from './tables.ts'

/**
 * Gives a person a role, or takes it away (null). For the command of who runs the system: no client can ask for it. It holds
 * from their next access token on, which is when they sign in or refresh: within minutes.
 */
export async function setRole(work: Work, userId: UserId, role: Role | null): Promise<Outcome<{ userId: UserId }>> {
  const [changed] = await work.db
    .update(accounts)
    .set({ role })
    .where(eq(accounts.id, userId))
    .returning({ id: accounts.id })
  return changed ? { userId } : refuse('NOT_FOUND')
}
