import type { Work } from '@varal/platform/work'
import type { UserId } from '@varal/schema/ids'
import { eq } from 'drizzle-orm'
import { newRecoveryCodes, recoveryCodeHash } from './recovery-codes.ts'
import { recoveryCodes } from './tables.ts'

/** Ten new recovery codes; what was left of the old ones is good for nothing. */
export async function replaceRecoveryCodes({ db }: Work, userId: UserId): Promise<string[]> {
  const codes = newRecoveryCodes()
  await db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId))
  await db
    .insert(recoveryCodes)
    .values(codes.map((code) => ({ userId, hash: recoveryCodeHash(userId, code) as string })))
  return codes
}
