import { z } from 'zod'
import { UserId } from '../ids.ts'

const profile = z.object({ userId: UserId, handle: z.string(), displayName: z.string(), bio: z.string().nullable() })

export const usersEvents = {
  /** An account exists and may sign in. */
  'users.account.registered': profile,
  /** What others see of a person changed; the whole of it is told again. */
  'users.profile.updated': profile,
}
